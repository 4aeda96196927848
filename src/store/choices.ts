import type { Redis } from 'ioredis'
import type { OwnActivity } from '../domain/activity.ts'
import type { Encryption } from './encryption.ts'
import { keys } from './keys.ts'

/** How long the list of somebody's activities is offered before it is read anew. Seconds. */
const CACHE_TTL_SECONDS = 300

/** Before the list is read again, whatever became of the reading before. Seconds. */
const REFRESH_PAUSE_SECONDS = 15

const IN_PROGRESS = '1'
const FAILED = '0'

/** What members can choose from while they type: their latest activities, encrypted, since names are people's text. */
export function createChoices({ redis, encryption }: { redis: Redis; encryption: Encryption }) {
  const aadOf = (userId: string, athleteId: string) => `choices:${userId}:${athleteId}`

  return {
    async find(userId: string, athleteId: string): Promise<OwnActivity[] | undefined> {
      const encrypted = await redis.get(keys.choices(userId))
      const decrypted = encrypted ? encryption.tryDecrypt(encrypted, aadOf(userId, athleteId)) : undefined
      return decrypted === undefined ? undefined : JSON.parse(decrypted)
    },

    async keep(userId: string, athleteId: string, activities: readonly OwnActivity[]): Promise<void> {
      const entries = activities.map(({ id, name, sportType, day }) => ({ id, name, sportType, day }))
      const encrypted = encryption.encrypt(JSON.stringify(entries), aadOf(userId, athleteId))
      await redis.set(keys.choices(userId), encrypted, 'EX', CACHE_TTL_SECONDS)
    },

    async forget(userId: string): Promise<void> {
      await redis.del(keys.choices(userId))
    },

    /** Whether the caller is to read the list: one at a time does, over all processes, and for a while nobody where it failed. */
    async turn(userId: string): Promise<'mine' | 'being-read' | 'failed'> {
      if ((await redis.set(keys.listing(userId), IN_PROGRESS, 'EX', REFRESH_PAUSE_SECONDS, 'NX')) === 'OK')
        return 'mine'
      return (await redis.get(keys.listing(userId))) === FAILED ? 'failed' : 'being-read'
    },

    async failed(userId: string): Promise<void> {
      await redis.set(keys.listing(userId), FAILED, 'EX', REFRESH_PAUSE_SECONDS)
    },
  }
}
