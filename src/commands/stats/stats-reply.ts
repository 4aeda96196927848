import { excludedIdsOf } from '../../core/list-visibility.ts'
import {
  type DateRange,
  dayAt,
  type Period,
  type PeriodSelection,
  rangeErrorOf,
  toPeriod,
  ZONE_OFFSETS_MS,
} from '../../core/period.ts'
import type { Audience } from '../../core/sharing.ts'
import { isSportGroup } from '../../core/sport-groups.ts'
import { type StatsCard, toStatsCard } from '../../core/stats-card.ts'
import type { Units } from '../../core/units.ts'
import { toWeeksChart } from '../../core/weekly-chart.ts'
import type { MessageImage, Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import type { AppError } from '../../errors.ts'
import { seriesNames, weeksMessage, weekTicks, weekTotals } from '../../i18n/chart-texts.ts'
import type { DayName, Message } from '../../i18n/message.ts'
import { daysMessage, PERIOD_NAMES } from '../../i18n/stats-texts.ts'
import { createTranslator } from '../../i18n/translator.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { withMemberContext } from '../../jobs/member-context.ts'
import { renderOptionalImage } from '../../jobs/message-images.ts'
import type { Link } from '../../redis/links.ts'
import { audienceOf, resolveAthlete } from '../athlete-query.ts'
import { nothingFoundError } from '../nothing-found.ts'
import { listContextOf } from '../recent/recent-query.ts'
import { showPrivatelyButton } from '../reply-privacy.ts'
import { loadTotals } from './load-totals.ts'
import { datesError } from './period-selection.ts'
import { statsReply } from './stats-message.ts'
import { customIdArgs, type StatsQuery, statsControls } from './stats-query.ts'

/** A chart of weekly totals; empty if there are fewer than two weeks. */
async function drawWeeks(card: StatsCard, units: Units, context: JobContext, locale: string): Promise<MessageImage[]> {
  const chart = toWeeksChart(card, units)
  if (!chart) return []
  const translator = createTranslator(locale)
  const { low, high } = chart.range
  const names = seriesNames(chart, translator)
  const draw = async () => {
    const image = await context.images.weeks({
      weeks: chart.mondays.map((monday) => translator.shortDay(monday)),
      series: chart.series.map(({ color, values }, index) => ({ color, name: names[index] ?? '', values })),
      axis: { low, high, ticks: weekTicks(chart, translator) },
      totals: weekTotals(chart, translator),
    })
    return { ...image, alt: weeksMessage(chart) }
  }
  return (await renderOptionalImage('weeks', context, draw)) ?? []
}

/** Today isn't named, because it differs by time zone. */
const RANGE_ERRORS_UNTIL_TODAY = {
  order: (first) => ({ key: 'error.daysFuture', values: { first } }),
  length: (first) => ({ key: 'error.daysLengthToday', values: { first } }),
} as const satisfies Record<string, (first: DayName) => Message>

const untilTodayError = (reason: 'order' | 'length', { first }: DateRange): AppError =>
  datesError(RANGE_ERRORS_UNTIL_TODAY[reason]({ day: first }))

/**
 * Rejects ranges that are wrong in every time zone, before any Strava request. The dates themselves are valid; the
 * error is in how they relate to today.
 */
function rejectImpossibleRange(selection: PeriodSelection, now: number): void {
  const ranges = [ZONE_OFFSETS_MS.earliest, ZONE_OFFSETS_MS.latest].map(
    (offset) => toPeriod(selection, dayAt(now + offset, undefined)).range,
  )
  const [reason, other] = ranges.map(rangeErrorOf)
  if (reason && other && ranges[1]) throw untilTodayError(other, ranges[1])
}

const isUntilToday = (selection: PeriodSelection): boolean => !('from' in selection && selection.to !== undefined)

const periodWithoutZone = (selection: StatsQuery['selection'], now: number) => ({
  zone: undefined,
  period: toPeriod(selection, dayAt(now, undefined)),
})

/** A range until today, if the requester's time zone is unknown. */
const untilTodayMessage = ({ name, range }: Period): Message =>
  name === 'dates' ? { key: 'stats.untilToday', values: { first: { day: range.first } } } : { key: PERIOD_NAMES[name] }

/** The same message whether another member has no activities or only ones that others may not see. */
function noneMessage({ sport, memberId }: StatsQuery, days: Message | DayName): Message {
  if (memberId !== undefined) {
    const member = { user: memberId }
    return sport === undefined
      ? { key: 'stats.noneMember', values: { member, days } }
      : {
          key: isSportGroup(sport) ? 'stats.noneGroupMember' : 'stats.noneSportMember',
          values: { member, sport: { sport }, days },
        }
  }
  return sport === undefined
    ? { key: 'stats.none', values: { days } }
    : { key: isSportGroup(sport) ? 'stats.noneGroup' : 'stats.noneSport', values: { sport: { sport }, days } }
}

/** The ids of the activities that another member excludes from this server. */
const findExcludedIds = async ({ requester, memberId }: StatsQuery, link: Link, context: JobContext) =>
  memberId === undefined ? undefined : excludedIdsOf(await listContextOf(link, requester.guildId, 'channel', context))

/**
 * Totals of the requester, or of a member who shares automatically in this server. Added up from activities: Strava's
 * own totals leave some out.
 */
export async function replyWithStats(query: StatsQuery, context: JobContext): Promise<Reply> {
  const { requester, memberId, selection, sport, isShare } = query
  const link = await resolveAthlete(query, context)
  rejectImpossibleRange(selection, context.now())
  const excludedIds = await findExcludedIds(query, link, context)
  const [period, totals] = await withMemberContext(memberId, () =>
    loadTotals(link.athleteId, selection, context, excludedIds),
  )
  const reason = rangeErrorOf(period.range)
  if (reason) throw untilTodayError(reason, period.range)
  const units = await context.units.of(requester.userId)
  const cardFor = (audience: Audience) =>
    toStatsCard({ userId: link.userId, sportType: sport, audience, period, totals, excludedIds, units })
  const card = cardFor(audienceOf(query))
  if (card.total.count > 0 || card.knownFrom !== undefined) {
    return statsReply(card, await drawWeeks(card, units, context, requester.locale), statsControls(query, period))
  }
  // Another member's time zone would reveal that they have hidden activities.
  const known = memberId === undefined ? { zone: totals.zone, period } : periodWithoutZone(selection, context.now())
  const days =
    known.zone === undefined && isUntilToday(selection)
      ? untilTodayMessage(known.period)
      : daysMessage(known.period.range)
  if (memberId !== undefined || cardFor('athlete').total.count === 0) throw nothingFoundError(noneMessage(query, days))
  const buttons = isShare ? [] : [showPrivatelyButton(toCustomId('stats-private', ...customIdArgs(query)))]
  throw nothingFoundError({ key: 'stats.hidden', values: { days } }, buttons)
}
