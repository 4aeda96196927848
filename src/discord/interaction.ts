import type {
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  Interaction,
  UserContextMenuCommandInteraction,
} from 'discord.js'
import { MessageFlags, ApplicationCommandOptionType as Type } from 'discord-api-types/v10'
import type { Choice, Command, CommandInput, CommandResult, MemberCommand } from '../commands/define.ts'
import { AppError } from '../errors.ts'
import { cut, onOneLine } from './markdown.ts'
import { menuName } from './registration.ts'

/** A question that must be deferred and then answered. */
export interface Question {
  kind: 'question'
  /** The command's words, or what stands in the button: never what somebody typed. */
  name: string
  how: 'answer' | 'change'
  /** Where it fails, the message that was to be changed stays as it is. */
  stays: boolean
  input: CommandInput
  interaction: { id: string; token: string; applicationId: string }
  requesterName: string
  requesterUsername: string
  run: (input: CommandInput) => CommandResult
}

/** Somebody is typing and wants suggestions: the option's own, or, where they are given here, the requester's own activities. */
export interface Search {
  kind: 'search'
  interaction: { id: string; token: string }
  userId: string
  typed: string
  locale: string
  suggest: ((typed: string, locale: string) => Choice[]) | 'own-activities'
}

/** Buttons also stand in private messages; commands are for servers alone. */
const NO_GUILD = '0'

/** Discord's own limit is 32 characters, whatever they are. UTF-16 units. */
const NAME_LIMIT = 64

const nameOf = (name: string | null | undefined) => cut(onOneLine(name ?? ''), NAME_LIMIT)

type Asked = ChatInputCommandInteraction | UserContextMenuCommandInteraction | ButtonInteraction

function toQuestion(
  interaction: Asked,
  ephemeral: boolean,
  options: CommandInput['options'],
  rest: Pick<Question, 'name' | 'how' | 'stays' | 'run'>,
): Question | undefined {
  const { id, token, applicationId, user, guildId, locale, guildLocale, member } = interaction
  const nickname = member && 'nick' in member ? member.nick : (member as { nickname?: string | null } | null)?.nickname
  return {
    kind: 'question',
    ...rest,
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
    requesterName: nameOf(nickname) || nameOf(user.globalName) || nameOf(user.username),
    // With its number, where an account still has one: without it, others may have the same.
    requesterUsername: nameOf(user.tag),
  }
}

const NESTING: ReadonlySet<Type | undefined> = new Set([Type.Subcommand, Type.SubcommandGroup])

function optionsOf(interaction: ChatInputCommandInteraction): CommandInput['options'] {
  let given = interaction.options.data
  while (NESTING.has(given[0]?.type)) given = given[0]?.options ?? []
  return Object.fromEntries(given.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])))
}

const commandOf = (
  commands: readonly Command[],
  interaction: ChatInputCommandInteraction | AutocompleteInteraction,
) => {
  const { commandName, options } = interaction
  const words = [commandName, options.getSubcommandGroup(false), options.getSubcommand(false)].filter(Boolean).join(' ')
  return commands.find(({ path }) => path.join(' ') === words)
}

const refuse = () => {
  throw new AppError('bad-input', 'the requester may not do this', { say: { key: 'error.notAdmin' } })
}

const refuseForeign = () => {
  throw new AppError('bad-input', 'a button was pressed that is not there', { say: { key: 'error.foreignButton' } })
}

/** Every `custom_id` of a message, however deep it stands. */
function customIdsOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(customIdsOf)
  if (typeof node !== 'object' || node === null) return []
  const { custom_id: own, components, accessory } = node as Record<string, unknown>
  return [...(typeof own === 'string' ? [own] : []), ...customIdsOf(components), ...customIdsOf(accessory)]
}

/** Whether the message has the button that is said to have been pressed. */
const isPart = ({ message, customId }: ButtonInteraction) =>
  customIdsOf(message.components.map((component) => component.toJSON())).includes(customId)

/** Whether nobody but the presser can see the message: an answer to them alone, or in their private messages. */
const isPrivate = ({ message, guildId }: ButtonInteraction) =>
  guildId === null || message.flags.has(MessageFlags.Ephemeral)

/** An admin of the server can offer a command to anybody, so what it needs is asked of the member themselves. */
const mayRun = ({ needs }: Command, { memberPermissions }: Asked) => !needs || memberPermissions?.has(needs) === true

/** An interaction of discord.js as what the bot can be asked; undefined when it knows nothing of it. */
export function toRequest(
  interaction: Interaction,
  commands: readonly Command[],
  memberCommands: readonly MemberCommand[],
): Question | Search | undefined {
  if (interaction.isChatInputCommand()) {
    const command = commandOf(commands, interaction)
    if (!command) return undefined
    const options = optionsOf(interaction)
    const run = mayRun(command, interaction) ? command.run : refuse
    return toQuestion(interaction, command.isPrivate(options), options, {
      name: command.path.join(' '),
      how: 'answer',
      stays: false,
      run,
    })
  }
  if (interaction.isUserContextMenuCommand()) {
    const command = memberCommands.find(({ name }) => menuName(name) === interaction.commandName)
    if (!command) return undefined
    return toQuestion(
      interaction,
      true,
      {},
      {
        name: command.name,
        how: 'answer',
        stays: false,
        run: (input) => command.run(input, interaction.targetId),
      },
    )
  }
  if (interaction.isAutocomplete()) {
    const focused = interaction.options.getFocused(true)
    const option = commandOf(commands, interaction)?.options?.find(({ name }) => name === focused.name)
    if (option?.kind !== 'search' && option?.kind !== 'own-activity') return undefined
    const { id, token, user, locale } = interaction
    const suggest = option.kind === 'search' ? option.suggest : 'own-activities'
    return {
      kind: 'search',
      interaction: { id, token },
      userId: user.id,
      typed: String(focused.value),
      locale,
      suggest,
    }
  }
  if (interaction.isButton()) {
    const [press = '', ...args] = interaction.customId.split(':')
    const command = commands.find(({ presses }) => presses && Object.hasOwn(presses, press))
    const pressed = command?.presses?.[press]
    if (!command || !pressed) return undefined
    const { place, run: runPress } =
      typeof pressed === 'function' ? { place: 'change' as const, run: pressed } : pressed
    const where = typeof place === 'function' ? place(interaction.user.id, ...args) : place
    // Whoever presses may have changed what their client sends.
    if (!isPart(interaction) || (!(typeof pressed === 'object' && pressed.anywhere) && !isPrivate(interaction))) {
      const rest = { name: `button ${press}`, how: 'answer', stays: false, run: refuseForeign } as const
      return toQuestion(interaction, true, {}, rest)
    }
    const changes = where === 'change' || where === 'turn'
    const ephemeral = changes ? interaction.message.flags.has(MessageFlags.Ephemeral) : where === 'private'
    return toQuestion(
      interaction,
      ephemeral,
      {},
      {
        name: `button ${press}`,
        how: changes ? 'change' : 'answer',
        // Whatever fails, what was pressed can be pressed again.
        stays: changes,
        run: mayRun(command, interaction) ? (input: CommandInput) => runPress(input, ...args) : refuse,
      },
    )
  }
  return undefined
}
