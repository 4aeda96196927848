import type {
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  Interaction,
  UserContextMenuCommandInteraction,
} from 'discord.js'
import { MessageFlags, ApplicationCommandOptionType as Type } from 'discord-api-types/v10'
import type {
  AutocompleteChoice,
  Command,
  CommandInput,
  CommandResult,
  UserCommand,
} from '../commands/define-command.ts'
import { AppError } from '../errors.ts'
import { userCommandName } from './command-registration.ts'
import { toSingleLine, truncate } from './markdown.ts'

/** A command or a pressed button, which must be deferred and then answered. */
export interface CommandRequest {
  kind: 'command'
  /** The command's words, or what stands in the button: never what somebody typed. */
  name: string
  deferMode: 'deferReply' | 'deferUpdate'
  /** Where it fails, the message that was to be changed stays as it is. */
  keepOnError: boolean
  input: CommandInput
  interaction: { id: string; token: string; applicationId: string }
  requesterName: string
  requesterUsername: string
  execute: (input: CommandInput) => CommandResult
}

/** Somebody is typing and wants suggestions: the option's own, or, where they are given here, the requester's own activities. */
export interface AutocompleteRequest {
  kind: 'autocomplete'
  interaction: { id: string; token: string }
  userId: string
  typed: string
  locale: string
  suggest: ((typed: string, locale: string) => AutocompleteChoice[]) | 'recent-activities'
}

/** Buttons also stand in private messages; commands are for servers alone. */
const NO_GUILD = '0'

/** Discord's own limit is 32 characters, whatever they are. UTF-16 units. */
const MAX_NAME_LENGTH = 64

const cleanName = (name: string | null | undefined) => truncate(toSingleLine(name ?? ''), MAX_NAME_LENGTH)

type CommandOrButton = ChatInputCommandInteraction | UserContextMenuCommandInteraction | ButtonInteraction

function toCommandRequest(
  interaction: CommandOrButton,
  ephemeral: boolean,
  options: CommandInput['options'],
  handling: Pick<CommandRequest, 'name' | 'deferMode' | 'keepOnError' | 'execute'>,
): CommandRequest | undefined {
  const { id, token, applicationId, user, guildId, locale, guildLocale, member } = interaction
  const nickname = member && 'nick' in member ? member.nick : (member as { nickname?: string | null } | null)?.nickname
  return {
    kind: 'command',
    ...handling,
    input: {
      requester: {
        interactionId: id,
        userId: user.id,
        guildId: guildId ?? NO_GUILD,
        locale,
        ...(guildLocale ? { guildLocale } : {}),
        ephemeral,
      },
      options,
      ...(interaction.isButton() ? { messageId: interaction.message.id } : {}),
    },
    interaction: { id, token, applicationId },
    requesterName: cleanName(nickname) || cleanName(user.globalName) || cleanName(user.username),
    // With its number, where an account still has one: without it, others may have the same.
    requesterUsername: cleanName(user.tag),
  }
}

const SUBCOMMAND_TYPES: ReadonlySet<Type | undefined> = new Set([Type.Subcommand, Type.SubcommandGroup])

function optionsOf(interaction: ChatInputCommandInteraction): CommandInput['options'] {
  let given = interaction.options.data
  while (SUBCOMMAND_TYPES.has(given[0]?.type)) given = given[0]?.options ?? []
  return Object.fromEntries(given.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])))
}

const findCommand = (
  commands: readonly Command[],
  interaction: ChatInputCommandInteraction | AutocompleteInteraction,
) => {
  const { commandName, options } = interaction
  const typedName = [commandName, options.getSubcommandGroup(false), options.getSubcommand(false)]
    .filter(Boolean)
    .join(' ')
  return commands.find(({ name: words }) => words.join(' ') === typedName)
}

const throwNotAdmin = () => {
  throw new AppError('bad-input', 'the requester may not do this', { userMessage: { key: 'error.notAdmin' } })
}

const throwForeignButton = () => {
  throw new AppError('bad-input', 'a button was pressed that is not there', {
    userMessage: { key: 'error.foreignButton' },
  })
}

/** Every `custom_id` of a message, however deep it stands. */
function customIdsOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(customIdsOf)
  if (typeof node !== 'object' || node === null) return []
  const { custom_id: own, components, accessory } = node as Record<string, unknown>
  return [...(typeof own === 'string' ? [own] : []), ...customIdsOf(components), ...customIdsOf(accessory)]
}

/** Whether the message has the button that is said to have been pressed. */
const hasPressedButton = ({ message, customId }: ButtonInteraction) =>
  customIdsOf(message.components.map((component) => component.toJSON())).includes(customId)

/** Whether nobody but the presser can see the message: a reply to them alone, or in their private messages. */
const isPrivateMessage = ({ message, guildId }: ButtonInteraction) =>
  guildId === null || message.flags.has(MessageFlags.Ephemeral)

/** An admin of the server can offer a command to anybody, so what it needs is asked of the member themselves. */
const mayExecute = ({ requiredPermission }: Command, { memberPermissions }: CommandOrButton) =>
  !requiredPermission || memberPermissions?.has(requiredPermission) === true

/** An interaction of discord.js as what the bot can be asked; undefined when it knows nothing of it. */
export function parseInteraction(
  interaction: Interaction,
  commands: readonly Command[],
  userCommands: readonly UserCommand[],
): CommandRequest | AutocompleteRequest | undefined {
  if (interaction.isChatInputCommand()) {
    const command = findCommand(commands, interaction)
    if (!command) return undefined
    const options = optionsOf(interaction)
    const execute = mayExecute(command, interaction) ? command.execute : throwNotAdmin
    return toCommandRequest(
      interaction,
      typeof command.ephemeral === 'function' ? command.ephemeral(options) : command.ephemeral,
      options,
      {
        name: command.name.join(' '),
        deferMode: 'deferReply',
        keepOnError: false,
        execute,
      },
    )
  }
  if (interaction.isUserContextMenuCommand()) {
    const command = userCommands.find(({ name }) => userCommandName(name) === interaction.commandName)
    if (!command) return undefined
    return toCommandRequest(
      interaction,
      true,
      {},
      {
        name: command.name,
        deferMode: 'deferReply',
        keepOnError: false,
        execute: (input) => command.execute(input, interaction.targetId),
      },
    )
  }
  if (interaction.isAutocomplete()) {
    const focused = interaction.options.getFocused(true)
    const option = findCommand(commands, interaction)?.options?.find(({ name }) => name === focused.name)
    if (option?.kind !== 'autocomplete' && option?.kind !== 'recent-activity') return undefined
    const { id, token, user, locale } = interaction
    const suggest = option.kind === 'autocomplete' ? option.suggest : 'recent-activities'
    return {
      kind: 'autocomplete',
      interaction: { id, token },
      userId: user.id,
      typed: String(focused.value),
      locale,
      suggest,
    }
  }
  if (interaction.isButton()) {
    const [buttonName = '', ...args] = interaction.customId.split(':')
    const command = commands.find(({ buttons }) => buttons && Object.hasOwn(buttons, buttonName))
    const button = command?.buttons?.[buttonName]
    if (!command || !button) return undefined
    const { respondWith, execute: executeButton } =
      typeof button === 'function' ? { respondWith: 'update' as const, execute: button } : button
    const responseMode = typeof respondWith === 'function' ? respondWith(interaction.user.id, ...args) : respondWith
    // Whoever presses may have changed what their client sends.
    if (
      !hasPressedButton(interaction) ||
      (!(typeof button === 'object' && button.mayBePublic) && !isPrivateMessage(interaction))
    ) {
      const refusal = {
        name: `button ${buttonName}`,
        deferMode: 'deferReply',
        keepOnError: false,
        execute: throwForeignButton,
      } as const
      return toCommandRequest(interaction, true, {}, refusal)
    }
    const updates = responseMode === 'update' || responseMode === 'update-or-follow-up'
    const ephemeral = updates ? interaction.message.flags.has(MessageFlags.Ephemeral) : responseMode === 'ephemeral'
    return toCommandRequest(
      interaction,
      ephemeral,
      {},
      {
        name: `button ${buttonName}`,
        deferMode: updates ? 'deferUpdate' : 'deferReply',
        // Whatever fails, what was pressed can be pressed again.
        keepOnError: updates,
        execute: mayExecute(command, interaction)
          ? (input: CommandInput) => executeButton(input, ...args)
          : throwNotAdmin,
      },
    )
  }
  return undefined
}
