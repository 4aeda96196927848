import { TestSetupError } from './api-errors.ts'
import type { ChannelRecord, DiscordState, InteractionRecord } from './discord-state.ts'
import type { DiscordMessage, FilledCommand, Json, Person, RegisteredCommand } from './discord-types.ts'
import { parseOptionValue, type ResolvedObjects, resolvePerson } from './option-values.ts'
import { checkRequired, findCommand, type ParsedCommand, parseCommand } from './parse-command.ts'
import { EVERYONE_PERMISSIONS, hasPermission } from './permission-bits.ts'
import { findMessageRecord } from './public-message.ts'
import { serializeMessage } from './serialize-message.ts'
import { memberIn, startInteraction } from './start-interaction.ts'

/** The commands that Discord offers to this person here. */
export function availableCommands(state: DiscordState, channel: ChannelRecord, person: Person): RegisteredCommand[] {
  const member = memberIn(channel, person)
  if (channel.guild && !channel.guild.botIn) throw new TestSetupError(`The bot is not in ${channel.guild.name}`)
  if (channel.type === 'forum') throw new TestSetupError('Nobody can write into a forum itself, only into its threads')
  const granted = EVERYONE_PERMISSIONS | (member?.permissions ?? 0n)
  const all = [...(state.commands.get(channel.guild?.id ?? '-') ?? []), ...(state.commands.get('') ?? [])]
  return all.filter((command) => {
    const contexts = command.contexts as number[] | null | undefined
    if (contexts && !contexts.includes(channel.guild ? 0 : 1)) return false
    if (!channel.guild && command.dm_permission === false) return false
    const needs = command.default_member_permissions
    if (needs === null || needs === undefined || hasPermission(granted, 'Administrator')) return true
    const bits = BigInt(String(needs))
    return bits !== 0n && (granted & bits) === bits
  })
}

function buildCommandData(
  state: DiscordState,
  channel: ChannelRecord,
  person: Person,
  line: ParsedCommand,
  focused: boolean,
): Json {
  const resolved: ResolvedObjects = { users: {}, members: {}, channels: {}, roles: {} }
  const leaves = line.givenOptions.map(({ option, text }, i): Json => {
    const isLast = focused && i === line.givenOptions.length - 1
    const value = isLast ? text : parseOptionValue(state, channel, person, option, text, resolved)
    return { name: option.name, type: option.type, value, ...(isLast ? { focused: true } : {}) }
  })
  const options = line.path
    .toReversed()
    .reduce((inner: Json[], one) => [{ name: one.name, type: one.type, options: inner }], leaves)
  return {
    id: line.command.id,
    name: line.command.name,
    type: 1,
    ...(line.command.guild_id ? { guild_id: line.command.guild_id } : {}),
    ...(options.length > 0 ? { options } : {}),
    ...resolvedField(resolved),
  }
}

function resolvedField(resolved: ResolvedObjects): Json {
  const used = Object.entries(resolved).filter(([, entries]) => Object.keys(entries).length > 0)
  return used.length > 0 ? { resolved: Object.fromEntries(used) } : {}
}

const readCommand = (commands: RegisteredCommand[], given: string | FilledCommand, { locale }: Person) =>
  typeof given === 'string' ? parseCommand(commands, given, locale) : findCommand(commands, given)

export function runCommand(
  state: DiscordState,
  person: Person,
  channel: ChannelRecord,
  given: string | FilledCommand,
): InteractionRecord {
  const line = readCommand(availableCommands(state, channel, person), given, person)
  checkRequired(line)
  const data = buildCommandData(state, channel, person, line, false)
  return startInteraction(state, { type: 2, person, channel, data })
}

/** Asks for suggestions for the option that is given last. */
export async function requestAutocomplete(
  state: DiscordState,
  person: Person,
  channel: ChannelRecord,
  given: string | FilledCommand,
) {
  const line = readCommand(availableCommands(state, channel, person), given, person)
  const focused = line.givenOptions.at(-1)?.option
  if (!focused?.autocomplete) throw new TestSetupError(`'${focused?.name ?? line.command.name}' has no autocomplete`)
  const data = buildCommandData(state, channel, person, line, true)
  const record = startInteraction(state, { type: 4, person, channel, data })
  const look = () => {
    if (record.publicApi.state === 'failed') throw new Error('Loading options failed: no answer within 3 s')
    return record.callback
  }
  const callback = await state.waiters.waitFor(look, () => `suggestions for '${focused.name}'`)
  return callback.data.choices as { name: string; value: string | number }[]
}

export function runContextMenuCommand(
  state: DiscordState,
  person: Person,
  channel: ChannelRecord,
  name: string,
  target: Person | DiscordMessage,
) {
  const type = 'username' in target ? 2 : 3
  const isCalled = ({ name: own, name_localizations: localized }: Json) =>
    [own, (localized as Record<string, string> | null | undefined)?.[person.locale]].includes(name)
  const command = availableCommands(state, channel, person).find((one) => one.type === type && isCalled(one))
  if (command === undefined) throw new TestSetupError(`No command '${name}' is offered there`)
  const resolved: ResolvedObjects = { users: {}, members: {}, channels: {}, roles: {} }
  if ('username' in target) resolvePerson(channel, target, resolved)
  const messages =
    'username' in target ? {} : { messages: { [target.id]: serializeMessage(state, findMessageRecord(state, target)) } }
  const data = {
    id: command.id,
    name: command.name,
    type,
    target_id: target.id,
    resolved: { ...(resolvedField(resolved).resolved as Json | undefined), ...messages },
  }
  return startInteraction(state, { type: 2, person, channel, data })
}
