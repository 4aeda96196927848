import { pollUntilDefined, withTimeout } from '../../async.ts'
import type { Activity, RecentActivity } from '../../core/activity.ts'

/** Discord allows three seconds for suggestions, network included. */
const SUGGESTION_TIMEOUT_MS = 2000

/** How often to check the cache while another request reads the list from Strava. */
const REFRESH_POLL = { retries: 14, minTimeout: 120, factor: 1 }

/** Discord shows 25 at a time; typing finds the rest. */
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
  /** An athlete's latest activities; undefined if the rate limit leaves no room. */
  read: (userId: string, athleteId: string, count: number) => Promise<Activity[] | undefined>
}

/**
 * A member's latest activities, suggested while they type. Reads from Strava once and caches for a few minutes, so
 * typing costs nothing. Empty if the member isn't linked. Throws if it takes too long.
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
    // If the member disconnected meanwhile, nothing may stay cached.
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
    // A late result still fills the cache for the next key press.
    found.catch(() => {})
    return withTimeout(SUGGESTION_TIMEOUT_MS, found)
  }
}
