import type { Activity } from '../domain/activity.ts'
import {
  addDays,
  type Day,
  earliest,
  type Period,
  type PeriodWish,
  type Span,
  todayOf,
  toPeriod,
} from '../domain/period.ts'
import {
  type ActivityTotals,
  covers,
  isPastRange,
  knownFrom,
  pageOrder,
  toDailyTotals,
  totalsWithin,
} from '../domain/totals.ts'
import type { JobDeps } from './deps.ts'

/** So many calls of Strava for one answer, each for the largest page that it gives. */
const MAX_PAGES = 5
const PAGE_SIZE = 200

/** Behind the last day of a list's end: a day ends up to twelve hours later than in UTC, and a hidden start is a day alone. */
const MARGIN_DAYS = 2

/** What is counted and what it is compared with, in one. */
const fullSpanOf = ({ span, before }: Period): Span => ({ first: before.first, last: span.last })

/** Epoch seconds behind which nothing of a wish lies; undefined where that is now. */
function endOf(wish: PeriodWish, now: number): number | undefined {
  if (!('from' in wish) || wish.to === undefined) return undefined
  const end = Date.parse(`${addDays(wish.to, MARGIN_DAYS)}T00:00:00Z`)
  return end < now ? end / 1000 : undefined
}

/**
 * Reads the list from its newest page on until it has gone down behind the days that are wanted, Strava has no more, or the bound is
 * reached. `known`: from which day on nothing is missing; undefined when nothing is.
 */
async function readList(athleteId: string, wish: PeriodWish, deps: JobDeps) {
  const now = deps.now()
  const before = endOf(wish, now)
  const activities: Activity[] = []
  let period = toPeriod(wish, todayOf(now, undefined, undefined))
  let zone: string | undefined
  let [oldest, newest, down]: [Day | undefined, Day, boolean] = [undefined, '', true]
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const request = { page, perPage: PAGE_SIZE, ...(before === undefined ? {} : { before }) }
    const read = await deps.activities.page(athleteId, request)
    if (read.isLast) return { activities, zone, period, known: undefined }
    activities.push(...read.activities)
    zone ??= read.activities.find((activity) => activity.zone)?.zone
    const order = pageOrder(read.activities)
    if (!order) continue
    down &&= order.down
    oldest = earliest(oldest ?? order.oldest, order.oldest)
    newest = order.newest > newest ? order.newest : newest
    period = toPeriod(wish, todayOf(now, zone, newest))
    if (down && isPastRange(order.oldest, fullSpanOf(period))) return { activities, zone, period, known: undefined }
  }
  const end = oldest === undefined ? period.span.last : down ? oldest : newest
  return { activities, zone, period, known: knownFrom(end) }
}

/**
 * The athlete's activities of a period and of the one before as sums by day. What was counted some minutes ago is not read again.
 * At most five calls of Strava; what they do not reach is said to be unknown.
 */
export async function loadTotals(
  athleteId: string,
  wish: PeriodWish,
  deps: JobDeps,
): Promise<[Period, ActivityTotals]> {
  const kept = await deps.totalsCache.read(athleteId)
  if (kept) {
    const newest = kept.daily
      .map(({ day }) => day)
      .sort()
      .at(-1)
    const period = toPeriod(wish, todayOf(deps.now(), kept.zone, newest))
    if (covers(kept, fullSpanOf(period))) return [period, kept]
  }
  const { activities, zone, period, known } = await readList(athleteId, wish, deps)
  const span = fullSpanOf(period)
  const daily = totalsWithin(toDailyTotals(activities), span)
  const totals = { span, knownFrom: known ?? span.first, zone, daily }
  await deps.totalsCache.keep(athleteId, totals)
  return [period, totals]
}
