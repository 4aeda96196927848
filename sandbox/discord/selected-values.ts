import type { ChannelRecord, DiscordState } from './discord-state.ts'
import type { Json } from './discord-types.ts'
import { type ResolvedObjects, resolvePerson } from './option-values.ts'
import { serializeChannel, serializeRoles } from './serializers.ts'

/** Selects whose values are ids: of users, roles, both, or channels. */
const ENTITY_SELECTS: readonly number[] = [5, 6, 7, 8]

/** The `resolved` data that Discord sends with selected ids. */
export function resolveSelected(
  state: DiscordState,
  channel: ChannelRecord,
  type: number,
  values: readonly string[],
): { resolved?: Json } {
  if (!ENTITY_SELECTS.includes(type)) return {}
  const resolved: ResolvedObjects = { users: {}, members: {}, channels: {}, roles: {} }
  const roles = channel.guild ? serializeRoles(state, channel.guild) : []
  for (const value of values) {
    const person = state.people.get(value)
    const role = roles.find(({ id }) => id === value)
    const found = state.channels.get(value)
    if (person) resolvePerson(channel, person, resolved)
    else if (role) resolved.roles[value] = role
    else if (found) resolved.channels[value] = { ...serializeChannel(state, found), permissions: '0' }
  }
  return { resolved: Object.fromEntries(Object.entries(resolved).filter(([, one]) => Object.keys(one).length > 0)) }
}
