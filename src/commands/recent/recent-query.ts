import type { Activity } from '../../core/activity.ts'
import { type ListContext, redactForList } from '../../core/list-visibility.ts'
import type { Requester } from '../../core/requester.ts'
import { type Audience, mayOthersRequest, mayShow } from '../../core/sharing.ts'
import { isOfSport } from '../../core/sport-groups.ts'
import { AppError } from '../../errors.ts'
import type { Message } from '../../i18n/message.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { withMemberContext } from '../../jobs/member-context.ts'
import { requireLink } from '../../jobs/require-link.ts'
import { isStravaReadError } from '../../jobs/retry-policy.ts'
import type { Link } from '../../redis/links.ts'

/** Where the search for enough activities ends: so many calls of Strava and no more. */
const MAX_PAGES_READ = 3

/** One small list holds what is mostly asked for; a search, and every page behind the first, reads the largest that Strava gives. */
const PAGE_SIZES = { recent: 30, search: 200 }

/** Who looks further back than this does so at Strava. */
export const MAX_PAGE = 10

/** One page of somebody's latest activities. */
export interface RecentQuery {
  requester: Requester
  count: number
  /** A `sport_type`, or a group of them. */
  sport?: string | undefined
  /** Whose activities, if not the requester's own. */
  memberId?: string | undefined
  /** Counted from 1, the newest. */
  page: number
}

/** What was found for one page. */
export interface RecentPage {
  activities: Activity[]
  /** Whether there is a page behind it. */
  hasOlder: boolean
  /** How many were looked at, and how many of them are of the sport. */
  examined: number
  matchingSport: number
}

/** The member whose activities may be shown to the requester, or the reason why not. Whether a member is linked is nobody else's business. */
export async function resolveAthlete(
  { requester, memberId }: Pick<RecentQuery, 'requester' | 'memberId'>,
  context: JobContext,
): Promise<Link> {
  if (memberId === undefined) return requireLink(requester, context)
  const link = await context.links.find(memberId)
  const preference = await context.sharePreferences.find(memberId, requester.guildId)
  if (
    !link ||
    !mayOthersRequest(preference?.mode) ||
    !(await context.members.has(requester.guildId, memberId, 'fresh'))
  ) {
    const message: Message = { key: 'error.memberNotShared', values: { member: { user: memberId } } }
    throw new AppError('not-shared', 'the member does not share here', { userMessage: message })
  }
  return link
}

/** What decides how an athlete's activities look to an audience, as far as it is remembered. */
async function listContextOf(
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

/** Where nothing is known of what an athlete hides, the details of their newest activity say it: one read in a week. */
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
    // What the athlete hides stays unknown: then it is hidden.
    if (!isStravaReadError(error)) throw error
    return list
  }
}

/** Activities as an audience sees them in a list; those that it may not see are left out. */
export async function listVisible(
  { link, guildId, audience }: { link: Link; guildId: string; audience: Audience },
  activities: readonly Activity[],
  context: JobContext,
): Promise<Activity[]> {
  const list = await readHiddenStatistics(await listContextOf(link, guildId, audience, context), activities, context)
  return activities.map((activity) => redactForList(activity, list)).filter((activity) => activity !== undefined)
}

/**
 * Reads until `count` activities fit for a page, Strava has no more, or the bound is reached. A page behind the first costs one read: it is
 * among the newest that one list of Strava's holds.
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
  const fitting: Activity[] = []
  const [until, reads] = [page * count, page === 1 ? MAX_PAGES_READ : 1]
  const perPage = sport || page > 1 ? PAGE_SIZES.search : PAGE_SIZES.recent
  let matchingSport = 0
  let reachable = 0
  for (let read = 1; read <= reads && fitting.length < until; read += 1) {
    const { activities, isLast } = await context.activities.page(link.athleteId, { page: read, perPage })
    if (isLast) break
    const wanted: Activity[] = []
    for (const activity of activities) {
      if (seen.has(activity.id)) continue
      seen.add(activity.id)
      if (!sport || isOfSport(sport, activity.sportType)) wanted.push(activity)
    }
    matchingSport += wanted.length
    fitting.push(...(await listVisible(viewer, wanted, context)))
    if (read * perPage <= PAGE_SIZES.search) reachable = fitting.length
  }
  const hasOlder = page < MAX_PAGE && reachable > until
  return { activities: fitting.slice(until - count, until), hasOlder, examined: seen.size, matchingSport }
}

/** One page of somebody's latest activities, for whoever reads it. */
export function readRecentPage(
  link: Link,
  query: RecentQuery,
  audience: Audience,
  context: JobContext,
): Promise<RecentPage> {
  const read = () => fetchRecent(link, query, audience, context)
  return query.memberId === undefined ? read() : withMemberContext(query.memberId, read)
}
