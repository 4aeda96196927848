import type { Message } from '../../i18n/message.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import type { WaitingPerson } from '../../redis/seats.ts'

/** The number of people to list. */
const MAX_PEOPLE_SHOWN = 10

/** Epoch milliseconds as a timestamp in a text. */
export const timestampOf = (moment: number) => ({ timestamp: Math.floor(moment / 1000) })

/** Who waits for a free seat and asked for it in this server. People who only asked in other servers aren't listed. */
export async function listWaiting(guildId: string, { seats }: Pick<JobContext, 'seats'>): Promise<WaitingPerson[]> {
  return (await seats.waiting()).filter(({ guildIds }) => guildIds.includes(guildId))
}

function toLine({ userId, since, offeredUntil }: WaitingPerson): Message {
  const held: Message[] =
    offeredUntil === undefined ? [] : [{ key: 'members.seatHeld', values: { until: timestampOf(offeredUntil) } }]
  const facts = [
    { user: userId },
    { key: 'members.waitingSince', values: { since: timestampOf(since) } } as const,
    ...held,
  ]
  return { key: 'members.line', values: { facts: { list: facts, as: 'row' } } }
}

/**
 * The first people who wait and are in the server: people who left it are no longer its admins' business. `more`: how
 * many others wait. Some of them may have left: they aren't all looked up on Discord.
 */
async function findFirst(guildId: string, context: Pick<JobContext, 'guildMembers' | 'seats'>) {
  const people = await listWaiting(guildId, context)
  const first: WaitingPerson[] = []
  let asked = 0
  while (asked < people.length && first.length < MAX_PEOPLE_SHOWN) {
    const batch = people.slice(asked, asked + MAX_PEOPLE_SHOWN)
    const found = await Promise.all(batch.map(({ userId }) => context.guildMembers.find(guildId, userId)))
    first.push(...batch.filter((_, index) => found[index] !== undefined))
    asked += batch.length
  }
  const shown = first.slice(0, MAX_PEOPLE_SHOWN)
  return { shown, more: first.length - shown.length + people.length - asked }
}

/** The people who wait, with names. Empty if nobody waits. */
export async function waitingMessages(
  guildId: string,
  context: Pick<JobContext, 'guildMembers' | 'seats'>,
): Promise<Message[]> {
  const { shown, more } = await findFirst(guildId, context)
  if (shown.length === 0 && more === 0) return []
  const rest: Message[] = more > 0 ? [{ key: 'status.feedsMore', values: { more } }] : []
  const list = { list: [...shown.map(toLine), ...rest], as: 'lines' } as const
  return [{ key: 'members.waiting', values: { count: shown.length + more, people: list } }]
}

/** How many athletes are connected in all servers, or how many of the application's seats are taken. */
export async function accountsMessage({ seats, links }: JobContext): Promise<Message> {
  const { capacity } = seats
  if (capacity === 0) return { key: 'members.connected', values: { connected: (await links.athletes()).length } }
  return { key: 'members.seats', values: { taken: (await seats.count()).seatsTaken, capacity } }
}
