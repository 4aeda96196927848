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
import type { Command, CommandOption, CommandOptionChoice, UserCommand } from '../commands/define-command.ts'
import type { MessageKey } from '../i18n/message.ts'
import { createTranslator, languages } from '../i18n/translator.ts'
import { memoize } from '../memoize.ts'
import { toDiscordError } from './discord-errors.ts'

const OPTION_TYPES: Record<CommandOption['kind'], Type> = {
  integer: Type.Integer,
  number: Type.Number,
  boolean: Type.Boolean,
  text: Type.String,
  user: Type.User,
  channel: Type.Channel,
  choice: Type.String,
  autocomplete: Type.String,
  'recent-activity': Type.String,
}

/** Where messages can stand. A forum holds threads alone. */
const MESSAGE_CHANNEL_TYPES = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.GuildForum,
]

/** A text in every language. What Discord falls back on for English must stand there too. */
const localized = memoize((key: MessageKey): Record<string, string> => {
  const entries = languages().flatMap((language) =>
    (language === 'en' ? ['en-US', 'en-GB'] : [language]).map((locale) => [
      locale,
      createTranslator(language).t({ key }),
    ]),
  )
  return Object.fromEntries(entries)
})

/** What a command is called in the context menu of a user: Discord sends it back as the command's name, whatever language it was read in. */
export const userCommandName = (name: MessageKey): string => createTranslator('en').t({ key: name })

const GUILD_ONLY = {
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
}

/** The definitions of the commands in the context menu of a user. They have no description. */
export const toUserCommandDefinitions = (commands: readonly UserCommand[]) =>
  commands.map(({ name }) => ({
    type: ApplicationCommandType.User,
    name: userCommandName(name),
    name_localizations: localized(name),
    ...GUILD_ONLY,
  }))

/** The definitions of our slash commands as Discord takes them (application-commands). */
export function toSlashCommandDefinitions(commands: readonly Command[], groups: Readonly<Record<string, MessageKey>>) {
  const translator = createTranslator('en')
  const inEnglish = (key: MessageKey) => translator.t({ key })
  const described = (key: MessageKey) => ({ description: inEnglish(key), description_localizations: localized(key) })
  const toChoice = ({ value, ...called }: CommandOptionChoice) =>
    'name' in called
      ? { name: called.name, value }
      : { name: inEnglish(called.label), name_localizations: localized(called.label), value }

  const toOption = (option: CommandOption) => ({
    type: OPTION_TYPES[option.kind],
    name: option.name,
    ...described(option.description),
    ...(option.required ? { required: true } : {}),
    ...('min' in option ? { min_value: option.min, max_value: option.max } : {}),
    ...(option.kind === 'channel' ? { channel_types: MESSAGE_CHANNEL_TYPES } : {}),
    ...(option.kind === 'autocomplete' || option.kind === 'recent-activity' ? { autocomplete: true } : {}),
    ...(option.kind === 'choice' ? { choices: option.choices.map(toChoice) } : {}),
  })

  const toSubcommands = (group: string) =>
    commands
      .filter(({ name: words }) => words.slice(0, -1).join(' ') === group)
      .map(({ name: words, description, options = [] }) => ({
        type: Type.Subcommand,
        name: words.at(-1) ?? '',
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
    const requiredPermissions = new Set(
      commands.filter(({ name: words }) => words[0] === name).map(({ requiredPermission }) => requiredPermission),
    )
    const [permission] = requiredPermissions
    return permission && requiredPermissions.size === 1
      ? { default_member_permissions: PermissionFlagsBits[permission].toString() }
      : {}
  }

  return Object.entries(groups)
    .filter(([name]) => !name.includes(' '))
    .map(([name, description]) => ({
      type: ApplicationCommandType.ChatInput,
      name,
      ...described(description),
      ...toPermissions(name),
      ...GUILD_ONLY,
      options: [...toSubcommands(name), ...toSubgroups(name)],
    }))
}

const COMPARED_FIELDS = [
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
  const fields = COMPARED_FIELDS.map((name) => [name, (value as Record<string, unknown>)[name]] as const).filter(
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

interface CommandDefinition {
  type: number
  name: string
}

const fingerprint = (definitions: readonly CommandDefinition[]) =>
  JSON.stringify(comparable([...definitions].sort((a, b) => a.type - b.type || a.name.localeCompare(b.name))))

/** Registers all commands, of whatever type, when they differ from what Discord has: what is left out is gone there. Answers whether it did. */
export async function registerCommands(options: {
  rest: REST
  applicationId: string
  definitions: readonly CommandDefinition[]
  now: () => number
}): Promise<boolean> {
  const { rest, applicationId, definitions, now } = options
  const route = Routes.applicationCommands(applicationId)
  try {
    const query = new URLSearchParams({ with_localizations: 'true' })
    const registered = (await rest.get(route, { query })) as CommandDefinition[]
    if (fingerprint(registered) === fingerprint(definitions)) return false
    await rest.put(route, { body: definitions })
    return true
  } catch (thrown) {
    throw toDiscordError(thrown, { authorized: true, now: now() })
  }
}
