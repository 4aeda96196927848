import {
  isChatInputApplicationCommandInteraction,
  isContextMenuApplicationCommandInteraction,
  isModalSubmitInteraction,
} from 'discord-api-types/utils/v10'
import {
  type APIApplicationCommandAutocompleteInteraction,
  type APIApplicationCommandInteraction,
  type APIChatInputApplicationCommandInteraction,
  type APIContextMenuInteraction,
  type APIInteraction,
  type APIMessageApplicationCommandInteraction,
  ApplicationCommandType,
  InteractionType,
} from 'discord-api-types/v10'
import type { Requester } from '../core/requester.ts'
import { AppError } from '../errors.ts'
import { readCommandData } from './command-data.ts'
import {
  activityTitleIn,
  type ComponentInteraction,
  fieldsOf,
  isEphemeral,
  isInMessage,
  isPrivateMessage,
  valuesOf,
} from './component-interaction.ts'
import { type CommandOrComponent, hasPermission, profileOf, requesterOf, userOf } from './requester-profile.ts'
import {
  type Autocomplete,
  type ContextMenuCommand,
  type Modal,
  parseCustomId,
  type SlashCommand,
} from './slash-command.ts'
import { menuCommandName } from './slash-command-definitions.ts'
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
  const { id, token, application_id: applicationId } = interaction
  return {
    kind: 'command',
    deferMode: 'deferReply',
    keepOnError: false,
    ...handling,
    ephemeral,
    requester: requesterOf(interaction),
    interaction: { id, token, applicationId },
    ...profileOf(interaction),
  }
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
const mayExecute = ({ requiredPermission }: SlashCommand<unknown>, interaction: CommandOrComponent) =>
  !requiredPermission || hasPermission(interaction, requiredPermission)

function parseCommand<Job>(
  interaction: APIChatInputApplicationCommandInteraction,
  commands: readonly SlashCommand<Job>[],
): CommandRequest<Job> | undefined {
  const given = readCommandData(interaction.data)
  const command = commands.find(({ name }) => name === given.name)
  if (!command) return undefined
  const options = Object.fromEntries(given.options.map(({ name, value }) => [name, value]))
  if (interaction.guild_id === undefined && !command.inDirectMessages)
    return toCommandRequest<Job>(interaction, true, { name: command.name, toJob: throwServerOnly })
  return toCommandRequest<Job>(interaction, command.isEphemeral(options), {
    name: command.name,
    toJob: (requester) => (mayExecute(command, interaction) ? command.toJob(requester, options) : throwNotAdmin()),
  })
}

function parseComponent<Job>(
  interaction: ComponentInteraction,
  commands: readonly SlashCommand<Job>[],
): CommandRequest<Job> | undefined {
  const { message } = interaction
  const { custom_id: customId } = interaction.data
  const { id: userId } = userOf(interaction)
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
  const form = mayUse && !isModalSubmitInteraction(interaction) ? component.modal(args, values, userId) : undefined
  const respondWith = component.respondWith(userId, args, isPrivate)
  const updates = respondWith === 'update'
  const deletesMessage = respondWith === 'ephemeral-instead'
  const ephemeral = updates ? isEphemeral(message) : respondWith !== 'public'
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

const isOnMessage = (interaction: APIContextMenuInteraction): interaction is APIMessageApplicationCommandInteraction =>
  interaction.data.type === ApplicationCommandType.Message

/** Users and messages have menus of their own. */
function toMenuJob<Job>(
  interaction: APIContextMenuInteraction,
  command: ContextMenuCommand<Job>,
): CommandRequest<Job>['toJob'] | undefined {
  if (isOnMessage(interaction))
    return command.on === 'message' ? (requester) => command.toJob(requester, targetMessageOf(interaction)) : undefined
  return command.on === 'user' ? (requester) => command.toJob(requester, interaction.data.target_id) : undefined
}

function parseMenuCommand<Job>(
  interaction: APIContextMenuInteraction,
  commands: readonly ContextMenuCommand<Job>[],
): CommandRequest<Job> | undefined {
  const command = commands.find(({ name }) => menuCommandName(name) === interaction.data.name)
  const toJob = command && toMenuJob(interaction, command)
  return toJob && toCommandRequest<Job>(interaction, true, { name: command.name, toJob })
}

function parseAutocomplete(
  interaction: APIApplicationCommandAutocompleteInteraction,
  commands: readonly SlashCommand<unknown>[],
): AutocompleteRequest | undefined {
  const given = readCommandData(interaction.data)
  const focused = given.options.find((option) => option.focused)
  const option = focused && commands.find(({ name }) => name === given.name)?.options[focused.name]
  if (option?.type !== 'string' || !option.autocomplete) return undefined
  const { id, token, locale } = interaction
  const { autocomplete } = option
  const typed = String(focused?.value ?? '')
  return {
    kind: 'autocomplete',
    interaction: { id, token },
    userId: userOf(interaction).id,
    typed,
    locale,
    autocomplete,
  }
}

const refuseUnknown = (): never => {
  throw new AppError('bad-input', 'unknown command', { userMessage: { key: 'error.unknownCommand' } })
}

/** Treats an interaction that this version does not know as a command, so the requester gets an error message. */
const toUnknownRequest = <Job>(interaction: CommandOrComponent): CommandRequest<Job> =>
  toCommandRequest<Job>(interaction, true, { name: 'unknown', toJob: refuseUnknown })

function parseApplicationCommand<Job>(
  interaction: APIApplicationCommandInteraction,
  commands: readonly SlashCommand<Job>[],
  menuCommands: readonly ContextMenuCommand<Job>[],
): CommandRequest<Job> | undefined {
  if (isChatInputApplicationCommandInteraction(interaction)) return parseCommand(interaction, commands)
  if (isContextMenuApplicationCommandInteraction(interaction)) return parseMenuCommand(interaction, menuCommands)
  return undefined
}

/** Converts an interaction, as Discord sends it, to one of our commands. Undefined if it needs no answer. */
export function parseInteraction<Job>(
  interaction: APIInteraction,
  commands: readonly SlashCommand<Job>[],
  menuCommands: readonly ContextMenuCommand<Job>[],
): CommandRequest<Job> | AutocompleteRequest | undefined {
  switch (interaction.type) {
    case InteractionType.ApplicationCommand:
      return parseApplicationCommand(interaction, commands, menuCommands) ?? toUnknownRequest(interaction)
    case InteractionType.MessageComponent:
    case InteractionType.ModalSubmit:
      return parseComponent(interaction, commands) ?? toUnknownRequest(interaction)
    case InteractionType.ApplicationCommandAutocomplete:
      return parseAutocomplete(interaction, commands)
    default:
      return undefined
  }
}
