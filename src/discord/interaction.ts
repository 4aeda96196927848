import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  MessageFlags,
  ApplicationCommandOptionType as Type,
} from 'discord.js'
import type { Ask, Choice, Command, CommandResult } from '../commands/define.ts'
import { AppError } from '../errors.ts'

/** A question that must be deferred and then answered. */
export interface Question {
  kind: 'question'
  /** The command's words, or what stands in the button: never what somebody typed. */
  name: string
  how: 'answer' | 'change'
  ask: Ask
  interaction: { id: string; token: string; applicationId: string; createdAt: number }
  askerName: string
  run: (ask: Ask) => CommandResult
}

/** Somebody is typing and wants suggestions. */
export interface Search {
  kind: 'search'
  interaction: { id: string; token: string }
  suggest: () => Choice[]
}

/** Buttons also stand in private messages; commands are for servers alone. */
const NO_GUILD = '0'

type Asked = ChatInputCommandInteraction | ButtonInteraction

function toQuestion(
  interaction: Asked,
  ephemeral: boolean,
  options: Ask['options'],
  rest: Pick<Question, 'name' | 'how' | 'run'>,
): Question | undefined {
  const { id, token, applicationId, user, guildId, locale, guildLocale, createdTimestamp, member } = interaction
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
    },
    interaction: { id, token, applicationId, createdAt: createdTimestamp },
    askerName: nickname || user.globalName || user.username,
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
export function toRequest(interaction: Interaction, commands: readonly Command[]): Question | Search | undefined {
  if (interaction.isChatInputCommand()) {
    const command = commandOf(commands, interaction)
    if (!command) return undefined
    const options = optionsOf(interaction)
    const run = mayRun(command, interaction) ? command.run : refuse
    return toQuestion(interaction, command.isPrivate(options), options, {
      name: command.path.join(' '),
      how: 'answer',
      run,
    })
  }
  if (interaction.isAutocomplete()) {
    const focused = interaction.options.getFocused(true)
    const option = commandOf(commands, interaction)?.options?.find(({ name }) => name === focused.name)
    if (option?.kind !== 'search') return undefined
    const suggest = () => option.suggest(String(focused.value), interaction.locale)
    return { kind: 'search', interaction: { id: interaction.id, token: interaction.token }, suggest }
  }
  if (interaction.isButton()) {
    const [press = '', ...args] = interaction.customId.split(':')
    const command = commands.find(({ presses }) => presses && Object.hasOwn(presses, press))
    const pressed = command?.presses?.[press]
    if (!command || !pressed) return undefined
    const run = mayRun(command, interaction) ? (ask: Ask) => pressed(ask, ...args) : refuse
    const ephemeral = interaction.message.flags.has(MessageFlags.Ephemeral)
    return toQuestion(interaction, ephemeral, {}, { name: `button ${press}`, how: 'change', run })
  }
  return undefined
}
