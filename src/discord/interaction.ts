import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  MessageFlags,
} from 'discord.js'
import type { Ask, Choice, Command, CommandResult } from '../commands/define.ts'

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

type Asked = ChatInputCommandInteraction | ButtonInteraction

function toQuestion(
  interaction: Asked,
  ephemeral: boolean,
  options: Ask['options'],
  rest: Pick<Question, 'name' | 'how' | 'run'>,
): Question | undefined {
  const { id, token, applicationId, user, guildId, locale, createdTimestamp, member } = interaction
  if (!guildId) return undefined
  const nickname = member && 'nick' in member ? member.nick : (member as { nickname?: string | null } | null)?.nickname
  return {
    kind: 'question',
    ...rest,
    ask: { identity: { interactionId: id, userId: user.id, guildId, locale, ephemeral }, options },
    interaction: { id, token, applicationId, createdAt: createdTimestamp },
    askerName: nickname || user.globalName || user.username,
  }
}

function optionsOf(interaction: ChatInputCommandInteraction): Ask['options'] {
  const [first] = interaction.options.data
  const given = first?.options ?? []
  return Object.fromEntries(given.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])))
}

const commandOf = (
  commands: readonly Command[],
  interaction: ChatInputCommandInteraction | AutocompleteInteraction,
) => {
  const subcommand = interaction.options.getSubcommand(false)
  return commands.find(({ path }) => path[0] === interaction.commandName && path[1] === subcommand)
}

/** An interaction of discord.js as what the bot can be asked; undefined when it knows nothing of it. */
export function toRequest(interaction: Interaction, commands: readonly Command[]): Question | Search | undefined {
  if (interaction.isChatInputCommand()) {
    const command = commandOf(commands, interaction)
    if (!command) return undefined
    const options = optionsOf(interaction)
    const { run, path } = command
    return toQuestion(interaction, command.isPrivate(options), options, { name: path.join(' '), how: 'answer', run })
  }
  if (interaction.isAutocomplete()) {
    const focused = interaction.options.getFocused(true)
    const option = commandOf(commands, interaction)?.options?.find(({ name }) => name === focused.name)
    if (option?.kind !== 'search') return undefined
    const suggest = () => option.suggest(String(focused.value), interaction.locale)
    return { kind: 'search', interaction: { id: interaction.id, token: interaction.token }, suggest }
  }
  if (interaction.isButton()) {
    const press = interaction.customId
    const run = commands.find(({ presses }) => presses && Object.hasOwn(presses, press))?.presses?.[press]
    if (!run) return undefined
    const ephemeral = interaction.message.flags.has(MessageFlags.Ephemeral)
    return toQuestion(interaction, ephemeral, {}, { name: `button ${press}`, how: 'change', run })
  }
  return undefined
}
