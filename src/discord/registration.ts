import type { REST } from '@discordjs/rest'
import {
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  PermissionFlagsBits,
  Routes,
  ApplicationCommandOptionType as Type,
} from 'discord-api-types/v10'
import type { Command, Option, OptionChoice } from '../commands/define.ts'
import { createText, languages } from '../text/index.ts'
import type { TextKey } from '../text/say.ts'
import { toDiscordError } from './failures.ts'

const TYPES: Record<Option['kind'], Type> = {
  integer: Type.Integer,
  number: Type.Number,
  boolean: Type.Boolean,
  user: Type.User,
  channel: Type.Channel,
  choice: Type.String,
  search: Type.String,
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

/** The definitions of our commands as Discord takes them (application-commands). */
export function toDefinitions(commands: readonly Command[], groups: Readonly<Record<string, TextKey>>) {
  const text = createText('en')
  const words = (key: TextKey) => text.say({ key })
  /** The same in every language. What Discord falls back on for English must stand there too. */
  const localized = (key: TextKey) => {
    const said = languages().flatMap((language) =>
      (language === 'en' ? ['en-US', 'en-GB'] : [language]).map((locale) => [
        locale,
        createText(language).say({ key }),
      ]),
    )
    return Object.fromEntries(said) as Record<string, string>
  }
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
    ...(option.kind === 'search' ? { autocomplete: true } : {}),
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
      type: 1,
      name,
      ...described(description),
      ...toPermissions(name),
      contexts: [InteractionContextType.Guild],
      integration_types: [ApplicationIntegrationType.GuildInstall],
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
  const kept = COMPARED.map((name) => [name, (value as Record<string, unknown>)[name]] as const).filter(
    ([, field]) =>
      field !== undefined && field !== null && field !== false && !(Array.isArray(field) && field.length === 0),
  )
  return Object.fromEntries(
    kept.map(([name, field]) => [name, name.endsWith('_localizations') ? sorted(field as object) : comparable(field)]),
  )
}

const fingerprint = (definitions: readonly { name: string }[]) =>
  JSON.stringify(comparable([...definitions].sort((a, b) => a.name.localeCompare(b.name))))

/** Registers the commands when they differ from what Discord has. Answers whether it did. */
export async function registerCommands(options: {
  rest: REST
  applicationId: string
  definitions: ReturnType<typeof toDefinitions>
  now: () => number
}): Promise<boolean> {
  const { rest, applicationId, definitions, now } = options
  const route = Routes.applicationCommands(applicationId)
  try {
    const query = new URLSearchParams({ with_localizations: 'true' })
    const registered = (await rest.get(route, { query })) as { name: string }[]
    if (fingerprint(registered) === fingerprint(definitions)) return false
    await rest.put(route, { body: definitions })
    return true
  } catch (thrown) {
    throw toDiscordError(thrown, { authorized: true, now: now() })
  }
}
