import type { Redis } from 'ioredis'
import type { OwnActivity } from '../domain/activity.ts'
import { keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

/** How long the list of somebody's activities is offered before it is read anew. Seconds. */
const FRESH = 300

/** Before the list is read again, whatever became of the reading before. Seconds. */
const PAUSE = 15

const UNDER_WAY = '1'
const FAILED = '0'

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

    /** Whether the caller is to read the list: one at a time does, over all processes, and for a while nobody where it failed. */
    async turn(userId: string): Promise<'mine' | 'being-read' | 'failed'> {
      if ((await redis.set(keys.listing(userId), UNDER_WAY, 'EX', PAUSE, 'NX')) === 'OK') return 'mine'
      return (await redis.get(keys.listing(userId))) === FAILED ? 'failed' : 'being-read'
    },

    async failed(userId: string): Promise<void> {
      await redis.set(keys.listing(userId), FAILED, 'EX', PAUSE)
    },
  }
}
