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
import { toStatsCard } from '../../core/stats-card.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import type { AppError } from '../../errors.ts'
import type { DayName, Message, ReplyButton } from '../../i18n/message.ts'
import { daysMessage, PERIOD_NAMES } from '../../i18n/stats-texts.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { requireLink } from '../../jobs/require-link.ts'
import { type AthleteQuery, audienceOf } from '../athlete-query.ts'
import { nothingFoundError } from '../nothing-found.ts'
import { showPrivatelyButton, visibilityButton } from '../reply-privacy.ts'
import { loadTotals } from './load-totals.ts'
import { datesError } from './period-selection.ts'
import { statsReply } from './stats-message.ts'
import { drawWeeks } from './weeks-image.ts'

export interface StatsQuery extends AthleteQuery {
  selection: PeriodSelection
  /** A `sport_type`, or a group of them. */
  sport?: string | undefined
  /** It shares a private answer, so there is nothing to show privately. */
  isShare?: boolean
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

/** A range until today, if the requester's time zone is unknown. */
const untilTodayMessage = ({ name, range }: Period): Message =>
  name === 'dates' ? { key: 'stats.untilToday', values: { first: { day: range.first } } } : { key: PERIOD_NAMES[name] }

/** The sport and the period in a `custom_id`. */
const customIdArgs = ({ selection, sport }: StatsQuery): (string | undefined)[] =>
  'from' in selection ? [sport, undefined, selection.from, selection.to] : [sport, selection.name]

/** Takes a public answer away, or shares a private one. */
const visibilityButtons = (query: StatsQuery): ReplyButton[] => [
  visibilityButton(query.requester, (action) =>
    toCustomId(`stats-${action}`, query.requester.userId, ...customIdArgs(query)),
  ),
]

/** The requester's totals, added up from activities: Strava's own totals leave some out. */
export async function replyWithStats(query: StatsQuery, context: JobContext): Promise<Reply> {
  const { requester, selection, sport, isShare } = query
  const link = await requireLink(requester, context)
  rejectImpossibleRange(selection, context.now())
  const [period, totals] = await loadTotals(link.athleteId, selection, context)
  const reason = rangeErrorOf(period.range)
  if (reason) throw untilTodayError(reason, period.range)
  const units = await context.units.of(requester.userId)
  const cardFor = (audience: Audience) =>
    toStatsCard({ userId: link.userId, sportType: sport, audience, period, totals, units })
  const card = cardFor(audienceOf(query))
  if (card.total.count > 0 || card.knownFrom !== undefined) {
    return statsReply(card, await drawWeeks(card, units, context, requester.locale), visibilityButtons(query))
  }
  const days =
    totals.zone === undefined && isUntilToday(selection) ? untilTodayMessage(period) : daysMessage(period.range)
  const isHidden = cardFor('athlete').total.count > 0
  const none: Message = sport
    ? { key: isSportGroup(sport) ? 'stats.noneGroup' : 'stats.noneSport', values: { sport: { sport }, days } }
    : { key: 'stats.none', values: { days } }
  if (!isHidden) throw nothingFoundError(none)
  const buttons = isShare ? [] : [showPrivatelyButton(toCustomId('stats-private', ...customIdArgs(query)))]
  throw nothingFoundError({ key: 'stats.hidden', values: { days } }, buttons)
}
