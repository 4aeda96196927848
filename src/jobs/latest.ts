import { z } from 'zod'
import type { Activity } from '../domain/activity.ts'
import { type Audience, mayAskFor, mayShow } from '../domain/sharing.ts'
import { AppError } from '../errors.ts'
import type { Say } from '../text/say.ts'
import { askSchema } from './ask.ts'
import type { JobDeps, Linked } from './deps.ts'
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
  /** A `sport_type`. */
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
  if (!link || !mayAskFor(choice?.mode) || !(await deps.members.has(ask.guildId, memberId))) {
    const say: Say = { key: 'error.memberNotShared', values: { member: { user: memberId } } }
    throw new AppError('not-shared', 'the member does not share here', { say })
  }
  return link
}

/**
 * Reads until `count` activities fit for a page, Strava has no more, or the bound is reached. A page behind the first costs one read: it is
 * among the newest that one list of Strava's holds.
 */
async function collect(athleteId: string, latest: Latest, audience: Audience, deps: JobDeps): Promise<Found> {
  const { sport, count, page = 1 } = latest
  const seen = new Set<string>()
  const fitting: Activity[] = []
  const [until, reads] = [page * count, page === 1 ? MAX_READS : 1]
  const perPage = sport || page > 1 ? LIST_SIZE.search : LIST_SIZE.latest
  let ofSport = 0
  let reachable = 0
  for (let read = 1; read <= reads && fitting.length < until; read += 1) {
    const { activities, isLast } = await deps.activities.page(athleteId, { page: read, perPage })
    if (isLast) break
    for (const activity of activities) {
      if (seen.has(activity.id)) continue
      seen.add(activity.id)
      if (sport && activity.sportType !== sport) continue
      ofSport += 1
      if (mayShow(activity, audience)) fitting.push(activity)
    }
    if (read * perPage <= LIST_SIZE.search) reachable = fitting.length
  }
  const hasOlder = page < LAST_PAGE && reachable > until
  return { activities: fitting.slice(until - count, until), hasOlder, examined: seen.size, ofSport }
}

/** One page of somebody's latest activities, for whoever reads it. */
export function readLatest(link: Linked, latest: Latest, audience: Audience, deps: JobDeps): Promise<Found> {
  const read = () => collect(link.athleteId, latest, audience, deps)
  return latest.memberId === undefined ? read() : ofMember(latest.memberId, read)
}

/** What stands in a button about this page: ids and numbers alone. */
export const pressOf = (press: string, { ask, count, sport = '', memberId = '' }: Latest, page: number): string =>
  [press, page, count, sport, memberId, ask.userId].join(':')
