import { Impossible } from './errors.ts'
import { recordOf } from './face.ts'
import { memberIn, startInteraction } from './interaction.ts'
import { checkRequired, type Line, readLine } from './line.ts'
import { messageShape } from './messageShape.ts'
import { everyone, holds } from './permissions.ts'
import type { Json, Message, Person, RegisteredCommand } from './types.ts'
import { type Resolved, readValue, resolvePerson } from './values.ts'
import type { ChannelRecord, InteractionRecord, World } from './world.ts'

/** The commands that this person is offered here. */
function offered(world: World, channel: ChannelRecord, person: Person): RegisteredCommand[] {
  const member = memberIn(channel, person)
  if (channel.guild && !channel.guild.botIn) throw new Impossible(`The bot is not in ${channel.guild.name}`)
  if (channel.type === 'forum') throw new Impossible('Nobody can write into a forum itself, only into its threads')
  const granted = everyone | (member?.permissions ?? 0n)
  const all = [...(world.commands.get(channel.guild?.id ?? '-') ?? []), ...(world.commands.get('') ?? [])]
  return all.filter((command) => {
    const contexts = command.contexts as number[] | null | undefined
    if (contexts && !contexts.includes(channel.guild ? 0 : 1)) return false
    if (!channel.guild && command.dm_permission === false) return false
    const needs = command.default_member_permissions
    if (needs === null || needs === undefined || holds(granted, 'Administrator')) return true
    const bits = BigInt(String(needs))
    return bits !== 0n && (granted & bits) === bits
  })
}

function commandData(world: World, channel: ChannelRecord, person: Person, line: Line, focused: boolean): Json {
  const resolved: Resolved = { users: {}, members: {}, channels: {}, roles: {} }
  const leaves = line.given.map(({ option, text }, i): Json => {
    const isLast = focused && i === line.given.length - 1
    const value = isLast ? text : readValue(world, channel, person, option, text, resolved)
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

function resolvedField(resolved: Resolved): Json {
  const used = Object.entries(resolved).filter(([, entries]) => Object.keys(entries).length > 0)
  return used.length > 0 ? { resolved: Object.fromEntries(used) } : {}
}

export function runCommand(world: World, person: Person, channel: ChannelRecord, text: string): InteractionRecord {
  const line = readLine(offered(world, channel, person), text, person.locale)
  checkRequired(line)
  const data = commandData(world, channel, person, line, false)
  return startInteraction(world, { type: 2, person, channel, data })
}

export async function typeCommand(world: World, person: Person, channel: ChannelRecord, text: string) {
  const line = readLine(offered(world, channel, person), text, person.locale)
  const focused = line.given.at(-1)?.option
  if (!focused?.autocomplete) throw new Impossible(`'${focused?.name ?? text}' has no autocomplete`)
  const data = commandData(world, channel, person, line, true)
  const record = startInteraction(world, { type: 4, person, channel, data })
  const look = () => {
    if (record.face.state === 'failed') throw new Error('Loading options failed: no answer within 3 s')
    return record.callback
  }
  const callback = await world.bell.until(look, () => `suggestions for '${text}'`)
  return callback.data.choices as { name: string; value: string | number }[]
}

export function useOn(world: World, person: Person, channel: ChannelRecord, name: string, target: Person | Message) {
  const type = 'username' in target ? 2 : 3
  const isCalled = ({ name: own, name_localizations: localized }: Json) =>
    [own, (localized as Record<string, string> | null | undefined)?.[person.locale]].includes(name)
  const command = offered(world, channel, person).find((one) => one.type === type && isCalled(one))
  if (command === undefined) throw new Impossible(`No command '${name}' is offered there`)
  const resolved: Resolved = { users: {}, members: {}, channels: {}, roles: {} }
  if ('username' in target) resolvePerson(channel, target, resolved)
  const messages =
    'username' in target ? {} : { messages: { [target.id]: messageShape(world, recordOf(world, target)) } }
  const data = {
    id: command.id,
    name: command.name,
    type,
    target_id: target.id,
    resolved: { ...(resolvedField(resolved).resolved as Json | undefined), ...messages },
  }
  return startInteraction(world, { type: 2, person, channel, data })
}
