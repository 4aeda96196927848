import type { Redis } from 'ioredis'
import type { OwnActivity } from '../domain/activity.ts'
import { keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

/** How long the list of somebody's activities is offered before it is read anew. Seconds. */
const FRESH = 300

/** How long one reading is waited for before another is begun, whatever became of it. Seconds. */
const READING = 15

/** What members can choose from while they type: their latest activities, sealed, since names are people's text. */
export function createChoices({ redis, sealing }: { redis: Redis; sealing: Sealing }) {
  const context = (userId: string, athleteId: string) => `choices:${userId}:${athleteId}`

  return {
    async find(userId: string, athleteId: string): Promise<OwnActivity[] | undefined> {
      const sealed = await redis.get(keys.choices(userId))
      const opened = sealed ? sealing.peek(sealed, context(userId, athleteId)) : undefined
      return opened === undefined ? undefined : JSON.parse(opened)
    },

    async keep(userId: string, athleteId: string, activities: readonly OwnActivity[]): Promise<void> {
      const kept = activities.map(({ id, name, sportType, day }) => ({ id, name, sportType, day }))
      const sealed = sealing.seal(JSON.stringify(kept), context(userId, athleteId))
      await redis.set(keys.choices(userId), sealed, 'EX', FRESH)
    },

    async forget(userId: string): Promise<void> {
      await redis.del(keys.choices(userId))
    },

    /** Whether it is the caller's turn to read the list: one at a time, over all processes, also where reading fails. */
    async mayRead(userId: string): Promise<boolean> {
      return (await redis.set(keys.listing(userId), '1', 'EX', READING, 'NX')) === 'OK'
    },
  }
}
