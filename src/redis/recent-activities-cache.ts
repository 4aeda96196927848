import type { RecentActivity } from '../core/activity.ts'
import { aad } from './aad.ts'
import type { Encryption } from './encryption.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** How long a list of activities is offered before it is read again. Seconds. */
const CACHE_TTL_SECONDS = 300

/** Minimum pause between two reads of a list, whether or not the first one succeeded. Seconds. */
const REFRESH_PAUSE_SECONDS = 15

const IN_PROGRESS = '1'
const FAILED_VALUE = '0'

/** Members' latest activities for autocomplete, encrypted, because people write the names. */
export function createRecentActivitiesCache({ redis, encryption }: { redis: RedisClient; encryption: Encryption }) {
  return {
    async find(userId: string, athleteId: string): Promise<RecentActivity[] | undefined> {
      const encrypted = await redis.get(keys.recentActivities(userId))
      return encryption.decryptJson(encrypted, aad.recentActivities(userId, athleteId))
    },

    async save(userId: string, athleteId: string, activities: readonly RecentActivity[]): Promise<void> {
      const entries = activities.map(({ id, name, sportType, day }) => ({ id, name, sportType, day }))
      const encrypted = encryption.encryptJson(entries, aad.recentActivities(userId, athleteId))
      await redis.set(keys.recentActivities(userId), encrypted, 'EX', CACHE_TTL_SECONDS)
    },

    async forget(userId: string): Promise<void> {
      await redis.del(keys.recentActivities(userId))
    },

    /**
     * Whether the caller should read the list. One caller at a time does, across all processes; after a failure, nobody
     * does for a while.
     */
    async acquireRefresh(userId: string): Promise<'acquired' | 'in-progress' | 'failed'> {
      const key = keys.recentActivitiesRefreshLock(userId)
      if ((await redis.set(key, IN_PROGRESS, 'EX', REFRESH_PAUSE_SECONDS, 'NX')) === 'OK') return 'acquired'
      return (await redis.get(key)) === FAILED_VALUE ? 'failed' : 'in-progress'
    },

    async markRefreshFailed(userId: string): Promise<void> {
      await redis.set(keys.recentActivitiesRefreshLock(userId), FAILED_VALUE, 'EX', REFRESH_PAUSE_SECONDS)
    },
  }
}
