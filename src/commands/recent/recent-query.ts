import type { Activity } from '../../core/activity.ts'
import { type ListContext, redactForList } from '../../core/list-visibility.ts'
import { type Audience, mayShow } from '../../core/sharing.ts'
import { isOfSport } from '../../core/sport-groups.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { withMemberContext } from '../../jobs/member-context.ts'
import { isStravaReadError } from '../../jobs/retry-policy.ts'
import type { Link } from '../../redis/links.ts'
import type { AthleteQuery } from '../athlete-query.ts'

/** Limits the Strava requests of one reply. */
const MAX_PAGES_READ = 3

/** Most lists fit in one small page. Searches and later pages read Strava's largest page. */
const PAGE_SIZES = { recent: 30, search: 200 }

/** Older activities can be viewed on Strava. */
export const MAX_PAGE = 10

export interface RecentQuery extends AthleteQuery {
  count: number
  /** A `sport_type`, or a group of them. */
  sport?: string | undefined
  /** Starts at 1, the newest. */
  page: number
}

export interface RecentPage {
  activities: Activity[]
  /** Whether there is a next page. */
  hasOlder: boolean
  /** The number of activities read, and how many match the sport. */
  examined: number
  matchingSport: number
}

/** What is stored about the visibility of an athlete's activities. */
export async function listContextOf(
  link: Link,
  guildId: string,
  audience: Audience,
  context: JobContext,
): Promise<ListContext> {
  if (audience === 'athlete') {
    return { audience, guildId, preference: undefined, known: new Map(), posts: new Map() }
  }
  const [preference, known, posts] = await Promise.all([
    context.sharePreferences.find(link.userId, guildId),
    context.activityVisibility.all(link.athleteId),
    context.posts.all(link.athleteId),
  ])
  return { audience, guildId, preference, known, posts: new Map(posts) }
}

/**
 * If nothing is known about an athlete's hidden statistics, reads the details of their newest activity: one request a
 * week.
 */
async function readHiddenStatistics(
  list: ListContext,
  listed: readonly Activity[],
  context: JobContext,
): Promise<ListContext> {
  const newest = listed.find((activity) => mayShow(activity, list.audience))
  if (list.audience === 'athlete' || list.known.size > 0 || !newest) return list
  try {
    await context.activities.find(newest.athleteId, newest.id)
    return { ...list, known: await context.activityVisibility.all(newest.athleteId) }
  } catch (error) {
    // Unknown statistics stay hidden.
    if (!isStravaReadError(error)) throw error
    return list
  }
}

/** Activities as an audience may see them; others are left out. */
export async function listVisible(
  { link, guildId, audience }: { link: Link; guildId: string; audience: Audience },
  activities: readonly Activity[],
  context: JobContext,
): Promise<Activity[]> {
  const list = await readHiddenStatistics(await listContextOf(link, guildId, audience, context), activities, context)
  return activities.map((activity) => redactForList(activity, list)).filter((activity) => activity !== undefined)
}

/**
 * Reads until the page has `count` activities, Strava has no more, or the limit is reached. Later pages cost one
 * request: they come from Strava's largest page.
 */
async function fetchRecent(
  link: Link,
  query: RecentQuery,
  audience: Audience,
  context: JobContext,
): Promise<RecentPage> {
  const { sport, count, page } = query
  const viewer = { link, guildId: query.requester.guildId, audience }
  const seen = new Set<string>()
  const visible: Activity[] = []
  const [until, reads] = [page * count, page === 1 ? MAX_PAGES_READ : 1]
  const perPage = sport || page > 1 ? PAGE_SIZES.search : PAGE_SIZES.recent
  let matchingSport = 0
  let reachable = 0
  for (let read = 1; read <= reads && visible.length < until; read += 1) {
    const { activities, isLast } = await context.activities.page(link.athleteId, { page: read, perPage })
    if (isLast) break
    const matching: Activity[] = []
    for (const activity of activities) {
      if (seen.has(activity.id)) continue
      seen.add(activity.id)
      if (!sport || isOfSport(sport, activity.sportType)) matching.push(activity)
    }
    matchingSport += matching.length
    visible.push(...(await listVisible(viewer, matching, context)))
    if (read * perPage <= PAGE_SIZES.search) reachable = visible.length
  }
  const hasOlder = page < MAX_PAGE && reachable > until
  return { activities: visible.slice(until - count, until), hasOlder, examined: seen.size, matchingSport }
}

/** One page of latest activities, for this audience. */
export function readRecentPage(
  link: Link,
  query: RecentQuery,
  audience: Audience,
  context: JobContext,
): Promise<RecentPage> {
  return withMemberContext(query.memberId, () => fetchRecent(link, query, audience, context))
}
