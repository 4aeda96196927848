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

/** Strava requests for one reply, each for the largest page. */
const MAX_PAGES = 5
const PAGE_SIZE = 200

/** Local days can end up to twelve hours after UTC, and a hidden start is only a day. */
const MARGIN_DAYS = 2

/** The period and the previous one together. */
const fullSpanOf = ({ range, previous: before }: Period): DateRange => ({ first: before.first, last: range.last })

/** Epoch seconds of the end of the selection; undefined if that is now. */
function endOf(selection: PeriodSelection, now: number): number | undefined {
  if (!('from' in selection) || selection.to === undefined) return undefined
  const end = Date.parse(`${addDays(selection.to, MARGIN_DAYS)}T00:00:00Z`)
  return end < now ? end / 1000 : undefined
}

/**
 * Reads from the newest page until the selection is covered, Strava has no more, or the limit is reached. `known`: the
 * first complete day; undefined if nothing is missing.
 */
async function readList(athleteId: string, selection: PeriodSelection, context: JobContext) {
  const now = context.now()
  const beforeSeconds = endOf(selection, now)
  const activities: Activity[] = []
  let period = toPeriod(selection, todayOf(now, undefined, undefined))
  let zone: string | undefined
  let [oldest, newest, isDescending]: [Day | undefined, Day, boolean] = [undefined, '', true]
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const request = { page, perPage: PAGE_SIZE, ...(beforeSeconds === undefined ? {} : { beforeSeconds }) }
    const read = await context.activities.page(athleteId, request)
    if (read.isLast) return { activities, zone, period, known: undefined }
    activities.push(...read.activities)
    zone ??= read.activities.find((activity) => activity.zone)?.zone
    const order = pageOrder(read.activities)
    if (!order) continue
    isDescending &&= order.isDescending
    oldest = earlierOf(oldest ?? order.oldest, order.oldest)
    newest = order.newest > newest ? order.newest : newest
    period = toPeriod(selection, todayOf(now, zone, newest))
    if (isDescending && isPastRange(order.oldest, fullSpanOf(period)))
      return { activities, zone, period, known: undefined }
  }
  const end = oldest === undefined ? period.range.last : isDescending ? oldest : newest
  return { activities, zone, period, known: knownFrom(end) }
}

/**
 * The athlete's daily totals for a period and the previous one, with the activities in `excludedIds` on their own. Uses
 * totals counted a few minutes ago if they cover it. Takes at most five Strava requests; anything further back is
 * reported as unknown.
 */
export async function loadTotals(
  athleteId: string,
  selection: PeriodSelection,
  context: JobContext,
  excludedIds: ReadonlySet<string> = new Set(),
): Promise<[Period, ActivityTotals]> {
  const cached = await context.totalsCache.read(athleteId)
  const knownSeparateIds = cached?.separateIds ?? []
  const separateIds = new Set([...knownSeparateIds, ...excludedIds])
  if (cached && separateIds.size === knownSeparateIds.length) {
    const newest = cached.daily
      .map(({ day }) => day)
      .sort()
      .at(-1)
    const period = toPeriod(selection, todayOf(context.now(), cached.zone, newest))
    if (covers(cached, fullSpanOf(period))) {
      context.log.debug('read from the cache')
      return [period, cached]
    }
  }
  const { activities, zone, period, known } = await readList(athleteId, selection, context)
  const range = fullSpanOf(period)
  const daily = totalsWithin(toDailyTotals(activities, separateIds), range)
  const totals = { range, knownFrom: known ?? range.first, zone, daily, separateIds: [...separateIds] }
  await context.totalsCache.keep(athleteId, totals)
  return [period, totals]
}
