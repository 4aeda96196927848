import type {
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  Interaction,
  UserContextMenuCommandInteraction,
} from 'discord.js'
import { MessageFlags, ApplicationCommandOptionType as Type } from 'discord-api-types/v10'
import type { Ask, Choice, Command, CommandResult, MemberCommand } from '../commands/define.ts'
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
  ask: Ask
  interaction: { id: string; token: string; applicationId: string }
  askerName: string
  askerUsername: string
  run: (ask: Ask) => CommandResult
}

/** Somebody is typing and wants suggestions: the option's own, or, where they are given here, the asker's own activities. */
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
  options: Ask['options'],
  rest: Pick<Question, 'name' | 'how' | 'stays' | 'run'>,
): Question | undefined {
  const { id, token, applicationId, user, guildId, locale, guildLocale, member } = interaction
  const nickname = member && 'nick' in member ? member.nick : (member as { nickname?: string | null } | null)?.nickname
  return {
    kind: 'question',
    ...rest,
    ask: {
      identity: {
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
    askerName: nameOf(nickname) || nameOf(user.globalName) || nameOf(user.username),
    // With its number, where an account still has one: without it, others may have the same.
    askerUsername: nameOf(user.tag),
  }
}

const NESTING: ReadonlySet<Type | undefined> = new Set([Type.Subcommand, Type.SubcommandGroup])

function optionsOf(interaction: ChatInputCommandInteraction): Ask['options'] {
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
  throw new AppError('bad-input', 'the asker may not do this', { say: { key: 'error.notAdmin' } })
}

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
        run: (ask) => command.run(ask, interaction.targetId),
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
        run: mayRun(command, interaction) ? (ask: Ask) => runPress(ask, ...args) : refuse,
      },
    )
  }
  return undefined
}
