import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  ContextMenuCommandInteraction,
  Interaction,
} from 'discord.js'
import { MessageFlags, ApplicationCommandOptionType as Type } from 'discord-api-types/v10'
import type { GuildProfile } from '../core/pending-reply.ts'
import { NO_GUILD, type Requester } from '../core/requester.ts'
import { AppError } from '../errors.ts'
import { menuCommandName } from './command-registration.ts'
import {
  activityTitleIn,
  type ComponentUser,
  fieldsOf,
  isInMessage,
  isPrivateMessage,
  valuesOf,
} from './component-source.ts'
import { type CommandOrComponent, profileOf } from './requester-profile.ts'
import {
  type Autocomplete,
  type ContextMenuCommand,
  type GivenOptions,
  type Modal,
  parseCustomId,
  type SlashCommand,
} from './slash-command.ts'
import { targetMessageOf } from './target-message.ts'

/** A command or a click on a button, which must be deferred and then answered. */
export interface CommandRequest<Job> {
  kind: 'command'
  /** The name of the command or button, never text from a user. */
  name: string
  deferMode: 'deferReply' | 'deferUpdate'
  /** If it fails, the message to be updated stays unchanged. */
  keepOnError: boolean
  /** The message with the component is deleted first. */
  deletesMessage?: boolean
  /** Whether only the requester sees the reply; undefined: their setting for answers decides. */
  ephemeral: boolean | undefined
  requester: Omit<Requester, 'ephemeral'>
  interaction: { id: string; token: string; applicationId: string }
  requesterName: string
  requesterUsername: string
  /** Unknown in a direct message. */
  guild?: GuildProfile | undefined
  channelUrl?: string | undefined
  activityTitle?: string | undefined
  /** The modal to open instead: the work is done when it is submitted. */
  modal?: { customId: string; form: Modal } | undefined
  /** The work to do. Throws `bad-input`. */
  toJob(requester: Requester): Job
}

/** A user is typing and expects suggestions. */
export interface AutocompleteRequest {
  kind: 'autocomplete'
  interaction: { id: string; token: string }
  userId: string
  typed: string
  locale: string
  autocomplete: Autocomplete
}

function toCommandRequest<Job>(
  interaction: CommandOrComponent,
  ephemeral: boolean | undefined,
  handling: Pick<CommandRequest<Job>, 'name' | 'toJob'> &
    Partial<Pick<CommandRequest<Job>, 'deferMode' | 'keepOnError' | 'deletesMessage' | 'modal' | 'activityTitle'>>,
): CommandRequest<Job> {
  const { id, token, applicationId, user, guildId, locale, guildLocale } = interaction
  const requester = {
    interactionId: id,
    userId: user.id,
    guildId: guildId ?? NO_GUILD,
    locale,
    ...(guildLocale ? { guildLocale } : {}),
  }
  return {
    kind: 'command',
    deferMode: 'deferReply',
    keepOnError: false,
    ...handling,
    ephemeral,
    requester,
    interaction: { id, token, applicationId },
    ...profileOf(interaction),
  }
}

const SUBCOMMAND_TYPES: ReadonlySet<Type | undefined> = new Set([Type.Subcommand, Type.SubcommandGroup])

function optionsOf(interaction: ChatInputCommandInteraction): GivenOptions {
  let given = interaction.options.data
  while (SUBCOMMAND_TYPES.has(given[0]?.type)) given = given[0]?.options ?? []
  return Object.fromEntries(given.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])))
}

const findCommand = <Job>(
  commands: readonly SlashCommand<Job>[],
  interaction: ChatInputCommandInteraction | AutocompleteInteraction,
) => {
  const { commandName, options } = interaction
  const typedName = [commandName, options.getSubcommandGroup(false), options.getSubcommand(false)]
    .filter(Boolean)
    .join(' ')
  return commands.find(({ name }) => name === typedName)
}

const throwNotAdmin = (): never => {
  throw new AppError('bad-input', 'the requester does not have the required permission', {
    userMessage: { key: 'error.notAdmin' },
  })
}

const throwServerOnly = (): never => {
  throw new AppError('bad-input', 'a server command was run in a direct message', {
    userMessage: { key: 'error.serverOnly' },
  })
}

const throwForeignButton = (): never => {
  throw new AppError('bad-input', 'the clicked component is not in the message', {
    userMessage: { key: 'error.foreignButton' },
  })
}

/** Admins of a server can offer a command to anyone, so the member's own permissions are checked. */
const mayExecute = ({ requiredPermission }: SlashCommand<unknown>, { memberPermissions }: CommandOrComponent) =>
  !requiredPermission || memberPermissions?.has(requiredPermission) === true

function parseCommand<Job>(
  interaction: ChatInputCommandInteraction,
  commands: readonly SlashCommand<Job>[],
): CommandRequest<Job> | undefined {
  const command = findCommand(commands, interaction)
  if (!command) return undefined
  const options = optionsOf(interaction)
  if (interaction.guildId === null && !command.inDirectMessages)
    return toCommandRequest<Job>(interaction, true, { name: command.name, toJob: throwServerOnly })
  return toCommandRequest<Job>(interaction, command.isEphemeral(options), {
    name: command.name,
    toJob: (requester) => (mayExecute(command, interaction) ? command.toJob(requester, options) : throwNotAdmin()),
  })
}

function parseComponent<Job>(
  interaction: ComponentUser,
  commands: readonly SlashCommand<Job>[],
): CommandRequest<Job> | undefined {
  const { customId, message } = interaction
  const { name, args } = parseCustomId(customId)
  const command = commands.find(({ components }) => Object.hasOwn(components, name))
  const component = command?.components[name]
  if (!command || !component) return undefined
  const values = valuesOf(interaction)
  // Modified clients can send anything.
  const isPrivate = isPrivateMessage(interaction)
  if (!message || !isInMessage(interaction, values) || !(component.inPublicMessages || isPrivate))
    return toCommandRequest<Job>(interaction, true, { name: `button ${name}`, toJob: throwForeignButton })
  const mayUse = mayExecute(command, interaction)
  const form = mayUse && !interaction.isModalSubmit() ? component.modal(args, values, interaction.user.id) : undefined
  const respondWith = component.respondWith(interaction.user.id, args, isPrivate)
  const updates = respondWith === 'update'
  const deletesMessage = respondWith === 'ephemeral-instead'
  const ephemeral = updates ? message.flags.has(MessageFlags.Ephemeral) : respondWith !== 'public'
  return toCommandRequest<Job>(interaction, ephemeral, {
    name: `button ${name}`,
    deferMode: updates || deletesMessage ? 'deferUpdate' : 'deferReply',
    // If it fails, the component can be used again.
    keepOnError: updates || deletesMessage,
    deletesMessage,
    modal: form && { customId, form },
    activityTitle: component.needsActivityTitle ? activityTitleIn(message) : undefined,
    toJob: (requester) =>
      mayUse
        ? component.toJob(requester, { args, values, fields: fieldsOf(interaction), messageId: message.id })
        : throwNotAdmin(),
  })
}

/** Users and messages have menus of their own. */
function toMenuJob<Job>(
  interaction: ContextMenuCommandInteraction,
  command: ContextMenuCommand<Job>,
): CommandRequest<Job>['toJob'] | undefined {
  if (command.on === 'user' && interaction.isUserContextMenuCommand())
    return (requester) => command.toJob(requester, interaction.targetId)
  if (command.on === 'message' && interaction.isMessageContextMenuCommand())
    return (requester) => command.toJob(requester, targetMessageOf(interaction))
  return undefined
}

function parseMenuCommand<Job>(
  interaction: ContextMenuCommandInteraction,
  commands: readonly ContextMenuCommand<Job>[],
): CommandRequest<Job> | undefined {
  const command = commands.find(({ name }) => menuCommandName(name) === interaction.commandName)
  const toJob = command && toMenuJob(interaction, command)
  return toJob && toCommandRequest<Job>(interaction, true, { name: command.name, toJob })
}

function parseAutocomplete(
  interaction: AutocompleteInteraction,
  commands: readonly SlashCommand<unknown>[],
): AutocompleteRequest | undefined {
  const focused = interaction.options.getFocused(true)
  const option = findCommand(commands, interaction)?.options[focused.name]
  if (option?.type !== 'string' || !option.autocomplete) return undefined
  const { id, token, user, locale } = interaction
  const { autocomplete } = option
  const typed = String(focused.value)
  return { kind: 'autocomplete', interaction: { id, token }, userId: user.id, typed, locale, autocomplete }
}

/** Converts an interaction of discord.js to one of our commands. Undefined if this version does not know it. */
export function parseInteraction<Job>(
  interaction: Interaction,
  commands: readonly SlashCommand<Job>[],
  menuCommands: readonly ContextMenuCommand<Job>[],
): CommandRequest<Job> | AutocompleteRequest | undefined {
  if (interaction.isChatInputCommand()) return parseCommand(interaction, commands)
  if (interaction.isContextMenuCommand()) return parseMenuCommand(interaction, menuCommands)
  if (interaction.isAutocomplete()) return parseAutocomplete(interaction, commands)
  if (interaction.isMessageComponent() || interaction.isModalSubmit()) return parseComponent(interaction, commands)
  return undefined
}
