import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { ActivityInput, StravaSandbox } from '../../sandbox/strava/index.ts'
import { toSlotPrefix } from '../../src/queue/open-queue.ts'
import { keys, QUEUE_PREFIX } from '../../src/redis/keys.ts'
import type { RedisClient } from '../../src/redis/redis-client.ts'
import type { BenchMember } from './bench-members.ts'

const CONCURRENT_EVENTS = 20
const DELIVERY_TIMEOUT_MS = 60_000

/** Pauses the program's background queue, so that all of the work begins at one moment. */
export function holdBackgroundQueue(redis: RedisClient) {
  const queue = new Queue('background', { connection: redis, prefix: toSlotPrefix(redis, QUEUE_PREFIX, 'background') })
  return {
    hold: () => queue.pause(),
    release: () => queue.resume(),
    /** Removes every job that has not begun, the delayed ones too. */
    drain: () => queue.drain(true),
    close: () => queue.close(),
  }
}

/** No member has had events: too many at once would be synced as a list. */
export async function clearOpenEvents(redis: Redis): Promise<void> {
  const openEventKeys = await redis.keys(keys.openEvents('*'))
  if (openEventKeys.length > 0) await redis.del(...openEventKeys)
}

export interface NewActivity {
  member: BenchMember
  activityId: string
}

/** Members finish this many activities in turn, with or without a route, without events. */
export function createActivities(
  members: readonly BenchMember[],
  count: number,
  overrides: ActivityInput = {},
): NewActivity[] {
  return Array.from({ length: count }, (_, index) => {
    const member = members[index % members.length] as BenchMember
    const { id } = member.athlete.createActivity({
      sport_type: 'Run',
      name: `Run ${index}`,
      distance: 5000,
      moving_time: 1500,
      gps: true,
      ...overrides,
    })
    return { member, activityId: id }
  })
}

/** Strava's event for an activity. */
export const toEvent = (strava: StravaSandbox, { member, activityId }: NewActivity) => ({
  ...{ object_type: 'activity', aspect_type: 'create', updates: {} },
  ...{ object_id: Number(activityId), owner_id: Number(member.athlete.id) },
  ...{ subscription_id: strava.subscription()?.id, event_time: Math.floor(Date.now() / 1000) },
})

/** Sends the events of these activities, each until the program accepts it. */
export async function deliverEvents(strava: StravaSandbox, finished: readonly NewActivity[]): Promise<void> {
  const unfinished = [...finished]
  const deadline = performance.now() + DELIVERY_TIMEOUT_MS
  await Promise.all(
    Array.from({ length: CONCURRENT_EVENTS }, async () => {
      for (let next = unfinished.shift(); next; next = unfinished.shift()) {
        while ((await strava.sendEvent(toEvent(strava, next))) !== 200) {
          if (performance.now() > deadline) throw new Error('the program does not take events')
        }
      }
    }),
  )
}
