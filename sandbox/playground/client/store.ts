import { computed, signal } from '@preact/signals'
import type { ChannelView, PersonView } from '../protocol.ts'
import type { Requests } from '../server/requests.ts'
import { entities, request } from './connection.ts'

/** The error message of the last request, if it failed. */
export const problem = signal<string | undefined>(undefined)

/** A clicked command such as `/strava link`, which the composer picks up. */
export const composerLine = signal('')

/** The open server; `direct` for direct messages. */
export const chosenGuild = signal<string | undefined>(undefined)
const chosenChannels = signal<Record<string, string>>({})

export const session = computed(() => Object.values(entities.value.session)[0])
export const me = computed((): PersonView | undefined => entities.value.person[session.value?.personId ?? ''])
export const guilds = computed(() => Object.values(entities.value.guild))
export const guildId = computed(() => {
  const chosen = chosenGuild.value
  if (chosen === 'direct' || (chosen && entities.value.guild[chosen])) return chosen
  return guilds.value[0]?.id ?? 'direct'
})
export const channels = computed(() =>
  Object.values(entities.value.channel).filter((one) => (one.guildId ?? 'direct') === guildId.value),
)
export const channel = computed((): ChannelView | undefined => {
  const chosen = chosenChannels.value[guildId.value]
  return channels.value.find(({ id }) => id === chosen) ?? channels.value.find(({ type }) => type !== 'forum')
})
export const messages = computed(() =>
  Object.values(entities.value.message)
    .filter(({ channelId }) => channelId === channel.value?.id)
    .sort((one, other) => one.createdAt - other.createdAt || (BigInt(one.id) < BigInt(other.id) ? -1 : 1)),
)

export function openChannel({ id, guildId: guild }: ChannelView): void {
  chosenGuild.value = guild ?? 'direct'
  chosenChannels.value = { ...chosenChannels.value, [guild ?? 'direct']: id }
}

/** Sends a request to the server, and shows the reason if it is refused. */
export async function tryTo<Name extends keyof Requests>(name: Name, parameters: Requests[Name]): Promise<unknown> {
  problem.value = undefined
  try {
    return await request(name, parameters)
  } catch (error) {
    problem.value = error instanceof Error ? error.message : String(error)
    return undefined
  }
}
