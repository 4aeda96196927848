import type { Redis } from 'ioredis'
import type { RecentActivity } from '../core/activity.ts'
import type { Encryption } from './encryption.ts'
import { keys } from './keys.ts'

/** How long the list of somebody's activities is offered before it is read anew. Seconds. */
const CACHE_TTL_SECONDS = 300

/** Before the list is read again, whatever became of the reading before. Seconds. */
const REFRESH_PAUSE_SECONDS = 15

const IN_PROGRESS = '1'
const FAILED_VALUE = '0'

/** What members can choose from while they type: their latest activities, encrypted, since names are people's text. */
export function createRecentActivitiesCache({ redis, encryption }: { redis: Redis; encryption: Encryption }) {
  const aadOf = (userId: string, athleteId: string) => `recent-activities:${userId}:${athleteId}`

  return {
    async find(userId: string, athleteId: string): Promise<RecentActivity[] | undefined> {
      const encrypted = await redis.get(keys.recentActivities(userId))
      const decrypted = encrypted ? encryption.tryDecrypt(encrypted, aadOf(userId, athleteId)) : undefined
      return decrypted === undefined ? undefined : JSON.parse(decrypted)
    },

    async save(userId: string, athleteId: string, activities: readonly RecentActivity[]): Promise<void> {
      const entries = activities.map(({ id, name, sportType, day }) => ({ id, name, sportType, day }))
      const encrypted = encryption.encrypt(JSON.stringify(entries), aadOf(userId, athleteId))
      await redis.set(keys.recentActivities(userId), encrypted, 'EX', CACHE_TTL_SECONDS)
    },

    async forget(userId: string): Promise<void> {
      await redis.del(keys.recentActivities(userId))
    },

    /** Whether the caller is to read the list: one at a time does, over all processes, and for a while nobody where it failed. */
    async acquireRefresh(userId: string): Promise<'acquired' | 'in-progress' | 'failed'> {
      if (
        (await redis.set(keys.recentActivitiesRefreshLock(userId), IN_PROGRESS, 'EX', REFRESH_PAUSE_SECONDS, 'NX')) ===
        'OK'
      )
        return 'acquired'
      return (await redis.get(keys.recentActivitiesRefreshLock(userId))) === FAILED_VALUE ? 'failed' : 'in-progress'
    },

    async markRefreshFailed(userId: string): Promise<void> {
      await redis.set(keys.recentActivitiesRefreshLock(userId), FAILED_VALUE, 'EX', REFRESH_PAUSE_SECONDS)
    },
  }
}
