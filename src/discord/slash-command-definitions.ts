import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  ApplicationCommandOptionType as Type,
} from 'discord-api-types/v10'
import type { MessageKey } from '../i18n/message.ts'
import { createTranslator, languages } from '../i18n/translator.ts'
import { memoize } from '../memoize.ts'
import { MESSAGE_CHANNEL_TYPES } from './message-channel-types.ts'
import type { CommandOption, ContextMenuCommand, OptionChoice, SlashCommand } from './slash-command.ts'

const OPTION_TYPES: Record<CommandOption['type'], Type> = {
  integer: Type.Integer,
  number: Type.Number,
  boolean: Type.Boolean,
  string: Type.String,
  user: Type.User,
  channel: Type.Channel,
}

/** A text in every language. Discord needs its English variants separately. */
const localized = memoize((key: MessageKey): Record<string, string> => {
  const entries = languages().flatMap((language) =>
    (language === 'en' ? ['en-US', 'en-GB'] : [language]).map((locale) => [
      locale,
      createTranslator(language).t({ key }),
    ]),
  )
  return Object.fromEntries(entries)
})

/** The name of a command in a context menu. Discord sends the English name back, whatever the user's language. */
export const menuCommandName = (name: MessageKey): string => createTranslator('en').t({ key: name })

const GUILD_ONLY = {
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
}

/** Also in direct messages to the bot. */
const GUILD_AND_BOT_DM = { ...GUILD_ONLY, contexts: [InteractionContextType.Guild, InteractionContextType.BotDM] }

const MENU_TYPES = { user: ApplicationCommandType.User, message: ApplicationCommandType.Message } as const

/** Definitions of context menu commands. They have no description. */
export const toMenuCommandDefinitions = (commands: readonly ContextMenuCommand<unknown>[]) =>
  commands.map(({ on, name }) => ({
    type: MENU_TYPES[on],
    name: menuCommandName(name),
    name_localizations: localized(name),
    ...GUILD_ONLY,
  }))

/** Definitions of the slash commands for Discord's API. */
export function toSlashCommandDefinitions(
  commands: readonly SlashCommand<unknown>[],
  groups: Readonly<Record<string, MessageKey>>,
) {
  const translator = createTranslator('en')
  const inEnglish = (key: MessageKey) => translator.t({ key })
  const described = (key: MessageKey) => ({ description: inEnglish(key), description_localizations: localized(key) })
  const toChoice = ({ value, ...called }: OptionChoice) =>
    'name' in called
      ? { name: called.name, value }
      : { name: inEnglish(called.label), name_localizations: localized(called.label), value }

  const toOption = ([name, option]: [string, CommandOption]) => ({
    type: OPTION_TYPES[option.type],
    name,
    ...described(option.description),
    ...(option.required ? { required: true } : {}),
    ...('min' in option ? { min_value: option.min, max_value: option.max } : {}),
    ...(option.type === 'channel' ? { channel_types: MESSAGE_CHANNEL_TYPES } : {}),
    ...(option.type === 'string' && option.autocomplete ? { autocomplete: true } : {}),
    ...(option.type === 'string' && option.choices ? { choices: option.choices.map(toChoice) } : {}),
  })

  /** `strava-admin feed add` is the subcommand `add` of the group `strava-admin feed`. */
  const toSubcommands = (group: string) =>
    commands
      .map(({ name, ...command }) => ({
        ...command,
        group: name.slice(0, name.lastIndexOf(' ')),
        last: name.slice(name.lastIndexOf(' ') + 1),
      }))
      .filter((command) => command.group === group)
      .map(({ last, description, options }) => ({
        type: Type.Subcommand,
        name: last,
        ...described(description),
        options: Object.entries(options).map(toOption),
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

  /** The permission that a member needs to see a command. Discord only supports this for whole commands. */
  const toPermissions = (name: string) => {
    const requiredPermissions = new Set(
      commands
        .filter((command) => command.name.startsWith(`${name} `))
        .map(({ requiredPermission }) => requiredPermission),
    )
    const [permission] = requiredPermissions
    return permission && requiredPermissions.size === 1
      ? { default_member_permissions: PermissionFlagsBits[permission].toString() }
      : {}
  }

  /** Where Discord offers a command. It can't differ between subcommands. */
  const toContexts = (name: string) => {
    const subcommands = commands.filter((command) => command.name.startsWith(`${name} `))
    return subcommands.some(({ inDirectMessages }) => inDirectMessages) ? GUILD_AND_BOT_DM : GUILD_ONLY
  }

  return Object.entries(groups)
    .filter(([name]) => !name.includes(' '))
    .map(([name, description]) => ({
      type: ApplicationCommandType.ChatInput,
      name,
      ...described(description),
      ...toPermissions(name),
      ...toContexts(name),
      options: [...toSubcommands(name), ...toSubgroups(name)],
    }))
}
