import { z } from 'zod'
import type { Activity } from '../domain/activity.ts'
import { asListed, type ListContext } from '../domain/listed.ts'
import { type Audience, mayAskFor, mayShow } from '../domain/sharing.ts'
import { isOfSport } from '../domain/sport-groups.ts'
import { AppError } from '../errors.ts'
import type { Say } from '../text/say.ts'
import { askSchema } from './ask.ts'
import type { JobDeps, Linked } from './deps.ts'
import { isUnreadable } from './failure.ts'
import { ofMember } from './of-member.ts'

/** Where the search for enough activities ends: so many calls of Strava and no more. */
const MAX_READS = 3

/** One small list holds what is mostly asked for; a search, and every page behind the first, reads the largest that Strava gives. */
const LIST_SIZE = { latest: 30, search: 200 }

/** Who looks further back than this does so at Strava. */
export const LAST_PAGE = 10

export const latestSchema = z.object({
  ask: askSchema,
  count: z.number().int().min(1).max(10),
  /** A `sport_type`, or a group of them. */
  sport: z.string().max(100).optional(),
  /** Whose activities, when they are not the asker's own. */
  memberId: z.string().optional(),
  /** Counted from 1, the newest. */
  page: z.number().int().min(1).max(LAST_PAGE).optional(),
})

export type Latest = z.infer<typeof latestSchema>

/** What was found for one page. */
export interface Found {
  activities: Activity[]
  /** Whether there is a page behind it. */
  hasOlder: boolean
  /** How many were looked at, and how many of them are of the sport. */
  examined: number
  ofSport: number
}

/** The member whose activities may be shown to the asker, or the reason why not. Whether a member is linked is nobody else's business. */
export async function whose({ ask, memberId }: Latest, deps: JobDeps): Promise<Linked> {
  const link = await deps.links.find(memberId ?? ask.userId)
  if (memberId === undefined) {
    if (!link) throw new AppError('not-linked', 'the asker has no link', { say: { key: 'error.notLinked' } })
    return link
  }
  const choice = await deps.links.shareOf(memberId, ask.guildId)
  if (!link || !mayAskFor(choice?.mode) || !(await deps.members.has(ask.guildId, memberId, 'fresh'))) {
    const say: Say = { key: 'error.memberNotShared', values: { member: { user: memberId } } }
    throw new AppError('not-shared', 'the member does not share here', { say })
  }
  return link
}

/** What decides how an athlete's activities look to an audience, as far as it is remembered. */
async function contextOf(link: Linked, guildId: string, audience: Audience, deps: JobDeps): Promise<ListContext> {
  if (audience === 'athlete') {
    return { audience, guildId, choice: undefined, known: new Map(), posts: new Map() }
  }
  const [choice, known, posts] = await Promise.all([
    deps.links.shareOf(link.userId, guildId),
    deps.activityVisibility.all(link.athleteId),
    deps.posts.all(link.athleteId),
  ])
  return { audience, guildId, choice, known, posts: new Map(posts) }
}

/** Where nothing is known of what an athlete hides, the details of their newest activity say it: one read in a week. */
async function learnHidden(context: ListContext, listed: readonly Activity[], deps: JobDeps): Promise<ListContext> {
  const newest = listed.find((activity) => mayShow(activity, context.audience))
  if (context.audience === 'athlete' || context.known.size > 0 || !newest) return context
  try {
    await deps.activities.find(newest.athleteId, newest.id)
    return { ...context, known: await deps.activityVisibility.all(newest.athleteId) }
  } catch (error) {
    // What the athlete hides stays unknown: then it is hidden.
    if (!isUnreadable(error)) throw error
    return context
  }
}

/** Activities as an audience sees them in a list; those that it may not see are left out. */
export async function listFor(
  { link, guildId, audience }: { link: Linked; guildId: string; audience: Audience },
  activities: readonly Activity[],
  deps: JobDeps,
): Promise<Activity[]> {
  const context = await learnHidden(await contextOf(link, guildId, audience, deps), activities, deps)
  return activities.map((activity) => asListed(activity, context)).filter((activity) => activity !== undefined)
}

/**
 * Reads until `count` activities fit for a page, Strava has no more, or the bound is reached. A page behind the first costs one read: it is
 * among the newest that one list of Strava's holds.
 */
async function collect(link: Linked, latest: Latest, audience: Audience, deps: JobDeps): Promise<Found> {
  const { sport, count, page = 1 } = latest
  const shown = { link, guildId: latest.ask.guildId, audience }
  const seen = new Set<string>()
  const fitting: Activity[] = []
  const [until, reads] = [page * count, page === 1 ? MAX_READS : 1]
  const perPage = sport || page > 1 ? LIST_SIZE.search : LIST_SIZE.latest
  let ofSport = 0
  let reachable = 0
  for (let read = 1; read <= reads && fitting.length < until; read += 1) {
    const { activities, isLast } = await deps.activities.page(link.athleteId, { page: read, perPage })
    if (isLast) break
    const wanted: Activity[] = []
    for (const activity of activities) {
      if (seen.has(activity.id)) continue
      seen.add(activity.id)
      if (!sport || isOfSport(sport, activity.sportType)) wanted.push(activity)
    }
    ofSport += wanted.length
    fitting.push(...(await listFor(shown, wanted, deps)))
    if (read * perPage <= LIST_SIZE.search) reachable = fitting.length
  }
  const hasOlder = page < LAST_PAGE && reachable > until
  return { activities: fitting.slice(until - count, until), hasOlder, examined: seen.size, ofSport }
}

/** One page of somebody's latest activities, for whoever reads it. */
export function readLatest(link: Linked, latest: Latest, audience: Audience, deps: JobDeps): Promise<Found> {
  const read = () => collect(link, latest, audience, deps)
  return latest.memberId === undefined ? read() : ofMember(latest.memberId, read)
}

/** What stands in a button about this page: ids and numbers alone. */
export const pressOf = (press: string, { ask, count, sport = '', memberId = '' }: Latest, page: number): string =>
  [press, page, count, sport, memberId, ask.userId].join(':')
