import { pollUntilDefined, withTimeout } from '../../async.ts'
import type { Activity, RecentActivity } from '../../core/activity.ts'

/** Discord waits three seconds for suggestions, and the way there takes a while. Milliseconds. */
const SUGGESTION_TIMEOUT_MS = 2000

/** While another request reads the list from Strava, the cache is read again. */
const REFRESH_POLL = { retries: 14, minTimeout: 120, factor: 1 }

/** So many can be chosen from: Discord shows 25 at a time, and typing finds the others. */
const MAX_ACTIVITIES = 100

export interface RecentActivitiesOptions {
  links: { find(userId: string): Promise<{ athleteId: string } | undefined> }
  recentActivitiesCache: {
    find(userId: string, athleteId: string): Promise<RecentActivity[] | undefined>
    save(userId: string, athleteId: string, activities: readonly RecentActivity[]): Promise<void>
    forget(userId: string): Promise<void>
    acquireRefresh(userId: string): Promise<'acquired' | 'in-progress' | 'failed'>
    markRefreshFailed(userId: string): Promise<void>
  }
  /** The newest activities of an athlete; undefined when Strava's limits leave no call for this. */
  read: (userId: string, athleteId: string, count: number) => Promise<Activity[] | undefined>
}

/**
 * Somebody's latest activities, for suggestions while they type: read from Strava once and kept for some minutes, however many keys
 * are pressed. Nobody's who is not linked. Throws when they are not there in time.
 */
export function createRecentActivities({ links, recentActivitiesCache, read }: RecentActivitiesOptions) {
  async function readAndCache(userId: string, athleteId: string): Promise<RecentActivity[]> {
    const activities = await read(userId, athleteId, MAX_ACTIVITIES).catch(async (error) => {
      await recentActivitiesCache.markRefreshFailed(userId)
      throw error
    })
    if (!activities) {
      await recentActivitiesCache.markRefreshFailed(userId)
      return []
    }
    await recentActivitiesCache.save(userId, athleteId, activities)
    // Whoever left meanwhile leaves nothing behind.
    if ((await links.find(userId))?.athleteId !== athleteId) await recentActivitiesCache.forget(userId)
    return activities
  }

  async function find(userId: string): Promise<readonly RecentActivity[]> {
    const link = await links.find(userId)
    if (!link) return []
    const { athleteId } = link
    const found = await pollUntilDefined(async () => {
      const cached = await recentActivitiesCache.find(userId, athleteId)
      if (cached) return cached
      const refresh = await recentActivitiesCache.acquireRefresh(userId)
      if (refresh === 'acquired') return readAndCache(userId, athleteId)
      return refresh === 'failed' ? [] : undefined
    }, REFRESH_POLL)
    return found ?? []
  }

  return (userId: string): Promise<readonly RecentActivity[]> => {
    const found = find(userId)
    // What comes too late for this key is there for the next one.
    found.catch(() => {})
    return withTimeout(SUGGESTION_TIMEOUT_MS, found)
  }
}
