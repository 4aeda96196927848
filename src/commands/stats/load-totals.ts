import type { Activity } from '../../core/activity.ts'
import {
  addDays,
  type DateRange,
  type Day,
  earlierOf,
  type Period,
  type PeriodSelection,
  todayOf,
  toPeriod,
} from '../../core/period.ts'
import {
  type ActivityTotals,
  covers,
  isPastRange,
  knownFrom,
  pageOrder,
  toDailyTotals,
  totalsWithin,
} from '../../core/totals.ts'
import type { JobContext } from '../../jobs/job-context.ts'

/** So many calls of Strava for one answer, each for the largest page that it gives. */
const MAX_PAGES = 5
const PAGE_SIZE = 200

/** Behind the last day of a list's end: a day ends up to twelve hours later than in UTC, and a hidden start is a day alone. */
const MARGIN_DAYS = 2

/** What is counted and what it is compared with, in one. */
const fullSpanOf = ({ range, previous: before }: Period): DateRange => ({ first: before.first, last: range.last })

/** Epoch seconds behind which nothing of a wish lies; undefined where that is now. */
function endOf(selection: PeriodSelection, now: number): number | undefined {
  if (!('from' in selection) || selection.to === undefined) return undefined
  const end = Date.parse(`${addDays(selection.to, MARGIN_DAYS)}T00:00:00Z`)
  return end < now ? end / 1000 : undefined
}

/**
 * Reads the list from its newest page on until it has gone down behind the days that are wanted, Strava has no more, or the bound is
 * reached. `known`: from which day on nothing is missing; undefined when nothing is.
 */
async function readList(athleteId: string, selection: PeriodSelection, context: JobContext) {
  const now = context.now()
  const before = endOf(selection, now)
  const activities: Activity[] = []
  let period = toPeriod(selection, todayOf(now, undefined, undefined))
  let zone: string | undefined
  let [oldest, newest, down]: [Day | undefined, Day, boolean] = [undefined, '', true]
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const request = { page, perPage: PAGE_SIZE, ...(before === undefined ? {} : { before }) }
    const read = await context.activities.page(athleteId, request)
    if (read.isLast) return { activities, zone, period, known: undefined }
    activities.push(...read.activities)
    zone ??= read.activities.find((activity) => activity.zone)?.zone
    const order = pageOrder(read.activities)
    if (!order) continue
    down &&= order.down
    oldest = earlierOf(oldest ?? order.oldest, order.oldest)
    newest = order.newest > newest ? order.newest : newest
    period = toPeriod(selection, todayOf(now, zone, newest))
    if (down && isPastRange(order.oldest, fullSpanOf(period))) return { activities, zone, period, known: undefined }
  }
  const end = oldest === undefined ? period.range.last : down ? oldest : newest
  return { activities, zone, period, known: knownFrom(end) }
}

/**
 * The athlete's activities of a period and of the one before as sums by day. What was counted some minutes ago is not read again.
 * At most five calls of Strava; what they do not reach is said to be unknown.
 */
export async function loadTotals(
  athleteId: string,
  selection: PeriodSelection,
  context: JobContext,
): Promise<[Period, ActivityTotals]> {
  const cached = await context.totalsCache.read(athleteId)
  if (cached) {
    const newest = cached.daily
      .map(({ day }) => day)
      .sort()
      .at(-1)
    const period = toPeriod(selection, todayOf(context.now(), cached.zone, newest))
    if (covers(cached, fullSpanOf(period))) return [period, cached]
  }
  const { activities, zone, period, known } = await readList(athleteId, selection, context)
  const range = fullSpanOf(period)
  const daily = totalsWithin(toDailyTotals(activities), range)
  const totals = { range, knownFrom: known ?? range.first, zone, daily }
  await context.totalsCache.keep(athleteId, totals)
  return [period, totals]
}
