import type { Activity } from '../core/activity.ts'
import type { Streams } from '../core/activity-profile.ts'
import type { KnownVisibility } from '../core/list-visibility.ts'
import type { Log } from '../logger.ts'
import type { Activities, ActivityPage, FindOptions, PageRequest } from './activities.ts'

/** The reads that jobs need. */
export type ActivityReads = Omit<Activities, 'verifyAccess' | 'rawPage'>

interface ActivityCacheStore {
  find(athleteId: string, names: readonly string[]): Promise<{ name: string; value: unknown } | undefined>
  /** `since`: when the read began, in epoch milliseconds. Nothing is saved if the cache was cleared after that. */
  keep(athleteId: string, name: string, value: unknown, since: number): Promise<void>
}

interface VisibilityStore {
  remember(athleteId: string, activityId: string, known: Omit<KnownVisibility, 'readAt'>): Promise<void>
}

/** Strava's maximum. */
const MAX_PAGE_SIZE = 200

/** An activity as cached for a minute: without its route and photo, which are never stored. */
type StoredActivity = Omit<Activity, 'route' | 'photo' | 'hidden'> & { hidden: string[] | undefined }

const toStored = ({ route: _, photo: __, hidden, ...rest }: Activity): StoredActivity => ({
  ...rest,
  hidden: hidden && [...hidden],
})

const fromStored = ({ hidden, ...rest }: StoredActivity): Activity => ({
  ...rest,
  hidden: hidden && new Set(hidden as Iterable<never>),
  route: undefined,
})

/** Increase when the details of an activity change: processes of two versions may share the cache. */
const DETAILS_VERSION = 4

const pageKey = ({ page, perPage, afterSeconds, beforeSeconds }: PageRequest) =>
  `page:${page}:${perPage}:${afterSeconds ?? ''}:${beforeSeconds ?? ''}`

/** A larger first page contains a smaller one. */
const pageKeys = (request: PageRequest): string[] =>
  request.page === 1 && request.perPage < MAX_PAGE_SIZE
    ? [pageKey(request), pageKey({ ...request, perPage: MAX_PAGE_SIZE })]
    : [pageKey(request)]

/** Saves what the athlete hides, from the details of an activity; lists do not include it. */
export function rememberVisibility(activities: ActivityReads, visibility: VisibilityStore): ActivityReads {
  return {
    ...activities,
    async find(athleteId: string, activityId: string, options?: FindOptions): Promise<Activity | undefined> {
      const activity = await activities.find(athleteId, activityId, options)
      if (activity?.hidden && activity.athleteId === athleteId) {
        await visibility.remember(athleteId, activityId, { muted: activity.muted !== false, hidden: activity.hidden })
      }
      return activity
    },
  }
}

/**
 * For commands: what was read within the last minute, for anyone, is not read again, and simultaneous identical reads
 * share one call. Activities come without their routes.
 */
export function createCachedActivities(options: {
  activities: ActivityReads
  cache: ActivityCacheStore
  /** Reads in progress in this process. */
  inFlight: Map<string, Promise<unknown>>
  now: () => number
  log: Log
}): ActivityReads {
  const { activities, cache, inFlight, now, log } = options

  /** Returns the cached value, or reads and caches it. If another requester's read fails, this one makes its own. */
  async function read<T>(athleteId: string, names: readonly [string, ...string[]], make: () => Promise<T>) {
    const found = await cache.find(athleteId, names)
    if (found) {
      log.debug('read from the cache')
      return found
    }
    const [name] = names
    const inFlightKey = `${athleteId} ${name}`
    const shared = inFlight.get(inFlightKey)
    const joined = shared && (await shared.then((value) => ({ name, value })).catch(() => undefined))
    if (joined) {
      log.debug('shared a read with another command')
      return joined
    }
    const since = now()
    const made = make()
    inFlight.set(inFlightKey, made)
    try {
      const value = await made
      await cache.keep(athleteId, name, value, since)
      return { name, value }
    } finally {
      if (inFlight.get(inFlightKey) === made) inFlight.delete(inFlightKey)
    }
  }

  return {
    async page(athleteId: string, request: PageRequest): Promise<ActivityPage> {
      const names = pageKeys(request) as [string, ...string[]]
      const { name, value } = await read(athleteId, names, async () => {
        const { activities: listed, isLast } = await activities.page(athleteId, request)
        return { listed: listed.map(toStored), isLast }
      })
      const { listed, isLast } = value as { listed: StoredActivity[]; isLast: boolean }
      const wanted = name === names[0] ? listed : listed.slice(0, request.perPage)
      return { activities: wanted.map(fromStored), isLast }
    },

    async find(athleteId: string, activityId: string, options?: FindOptions): Promise<Activity | undefined> {
      if (options?.withRoute) return activities.find(athleteId, activityId, options)
      const { value } = await read(athleteId, [`activity:${DETAILS_VERSION}:${activityId}`], async () => {
        const activity = await activities.find(athleteId, activityId)
        return activity ? { activity: toStored(activity) } : {}
      })
      const { activity } = value as { activity?: StoredActivity }
      return activity && fromStored(activity)
    },

    async streams(athleteId: string, activityId: string): Promise<Streams | undefined> {
      const { value } = await read(athleteId, [`streams:${activityId}`], async () => ({
        streams: await activities.streams(athleteId, activityId),
      }))
      return (value as { streams?: Streams }).streams
    },
  }
}
