import type { REST } from '@discordjs/rest'
import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  PermissionFlagsBits,
  Routes,
  ApplicationCommandOptionType as Type,
} from 'discord-api-types/v10'
import type { Command, MemberCommand, Option, OptionChoice } from '../commands/define.ts'
import { memoize } from '../memoize.ts'
import { createText, languages } from '../text/index.ts'
import type { TextKey } from '../text/say.ts'
import { toDiscordError } from './failures.ts'

const TYPES: Record<Option['kind'], Type> = {
  integer: Type.Integer,
  number: Type.Number,
  boolean: Type.Boolean,
  text: Type.String,
  user: Type.User,
  channel: Type.Channel,
  choice: Type.String,
  search: Type.String,
  'own-activity': Type.String,
}

/** Where messages can stand. A forum holds threads alone. */
const WRITABLE = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.GuildForum,
]

/** A text in every language. What Discord falls back on for English must stand there too. */
const localized = memoize((key: TextKey): Record<string, string> => {
  const said = languages().flatMap((language) =>
    (language === 'en' ? ['en-US', 'en-GB'] : [language]).map((locale) => [locale, createText(language).say({ key })]),
  )
  return Object.fromEntries(said)
})

/** What a command is called in the menu of a member: Discord sends it back as the command's name, whatever language it was read in. */
export const menuName = (name: TextKey): string => createText('en').say({ key: name })

const PLACES = {
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
}

/** The definitions of the commands in the menu of a member. They have no description. */
export const toMenu = (commands: readonly MemberCommand[]) =>
  commands.map(({ name }) => ({
    type: ApplicationCommandType.User,
    name: menuName(name),
    name_localizations: localized(name),
    ...PLACES,
  }))

/** The definitions of our slash commands as Discord takes them (application-commands). */
export function toDefinitions(commands: readonly Command[], groups: Readonly<Record<string, TextKey>>) {
  const text = createText('en')
  const words = (key: TextKey) => text.say({ key })
  const described = (key: TextKey) => ({ description: words(key), description_localizations: localized(key) })
  const toChoice = ({ value, ...called }: OptionChoice) =>
    'name' in called
      ? { name: called.name, value }
      : { name: words(called.label), name_localizations: localized(called.label), value }

  const toOption = (option: Option) => ({
    type: TYPES[option.kind],
    name: option.name,
    ...described(option.description),
    ...(option.required ? { required: true } : {}),
    ...('min' in option ? { min_value: option.min, max_value: option.max } : {}),
    ...(option.kind === 'channel' ? { channel_types: WRITABLE } : {}),
    ...(option.kind === 'search' || option.kind === 'own-activity' ? { autocomplete: true } : {}),
    ...(option.kind === 'choice' ? { choices: option.choices.map(toChoice) } : {}),
  })

  const toSubcommands = (group: string) =>
    commands
      .filter(({ path }) => path.slice(0, -1).join(' ') === group)
      .map(({ path, description, options = [] }) => ({
        type: Type.Subcommand,
        name: path.at(-1) ?? '',
        ...described(description),
        options: options.map(toOption),
      }))

  const toSubgroups = (command: string) =>
    Object.entries(groups)
      .filter(([group]) => group.startsWith(`${command} `))
      .map(([group, description]) => ({
        type: Type.SubcommandGroup,
        name: group.slice(command.length + 1),
        ...described(description),
        options: toSubcommands(group),
      }))

  /** What Discord asks of a member before it offers a command: it knows that for whole commands alone. */
  const toPermissions = (name: string) => {
    const needs = new Set(commands.filter(({ path }) => path[0] === name).map(({ needs }) => needs))
    const [need] = needs
    return need && needs.size === 1 ? { default_member_permissions: PermissionFlagsBits[need].toString() } : {}
  }

  return Object.entries(groups)
    .filter(([name]) => !name.includes(' '))
    .map(([name, description]) => ({
      type: ApplicationCommandType.ChatInput,
      name,
      ...described(description),
      ...toPermissions(name),
      ...PLACES,
      options: [...toSubcommands(name), ...toSubgroups(name)],
    }))
}

const COMPARED = [
  'type',
  'name',
  'description',
  'description_localizations',
  'name_localizations',
  'default_member_permissions',
  'contexts',
  'integration_types',
  'options',
  'required',
  'min_value',
  'max_value',
  'channel_types',
  'autocomplete',
  'choices',
  'value',
]

const sorted = (texts: object) => Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))

/** The part of a definition that we set, in one order, without what is empty: Discord fills in much that we leave out. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  const fields = COMPARED.map((name) => [name, (value as Record<string, unknown>)[name]] as const).filter(
    ([, field]) =>
      field !== undefined &&
      field !== null &&
      field !== false &&
      field !== '' &&
      !(Array.isArray(field) && field.length === 0),
  )
  return Object.fromEntries(
    fields.map(([name, field]) => [
      name,
      name.endsWith('_localizations') ? sorted(field as object) : comparable(field),
    ]),
  )
}

interface Definition {
  type: number
  name: string
}

const fingerprint = (definitions: readonly Definition[]) =>
  JSON.stringify(comparable([...definitions].sort((a, b) => a.type - b.type || a.name.localeCompare(b.name))))

/** Registers all commands, of whatever type, when they differ from what Discord has: what is left out is gone there. Answers whether it did. */
export async function registerCommands(options: {
  rest: REST
  applicationId: string
  definitions: readonly Definition[]
  now: () => number
}): Promise<boolean> {
  const { rest, applicationId, definitions, now } = options
  const route = Routes.applicationCommands(applicationId)
  try {
    const query = new URLSearchParams({ with_localizations: 'true' })
    const registered = (await rest.get(route, { query })) as Definition[]
    if (fingerprint(registered) === fingerprint(definitions)) return false
    await rest.put(route, { body: definitions })
    return true
  } catch (thrown) {
    throw toDiscordError(thrown, { authorized: true, now: now() })
  }
}
