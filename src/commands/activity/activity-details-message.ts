import type { ActivityDetailsCard, BestEffortItem } from '../../core/activity-details-card.ts'
import type { SegmentItem } from '../../core/segment-items.ts'
import type { SplitTable } from '../../core/split-tables.ts'
import { type ActivityMessage, renderActivity } from '../../discord/components/activity-message.ts'
import {
  type Container,
  MAX_TEXT_LENGTH,
  type TextDisplay,
  textDisplay,
  textLengthOf,
} from '../../discord/components/message-parts.ts'
import { sanitize } from '../../discord/markdown.ts'
import type { MessageImage, Reply } from '../../discord/reply.ts'
import { effortName } from '../../i18n/effort-names.ts'
import { clockText, withEmoji } from '../../i18n/figure-texts.ts'
import { joinRow } from '../../i18n/join-row.ts'
import type { ReplyButton } from '../../i18n/message.ts'
import { tableLines } from '../../i18n/split-table.ts'
import type { Translator } from '../../i18n/translator.ts'
import { FIRST_ROWS, shownTable, type TableView, tableButtons } from './table-view.ts'

/** A longer excerpt than in a post. */
const EXCERPT_LIMITS = { lines: 10, limit: 600 }

/** UTF-16 units. */
const MAX_GEAR_LENGTH = 60
const MAX_SEGMENT_LENGTH = 40

const TABLE_TITLES = {
  splits: 'activityDetails.splits',
  laps: 'activityDetails.laps',
  intervals: 'activityDetails.intervals',
} as const

const RANK_KEYS = { 1: 'activityDetails.best', 2: 'activityDetails.second', 3: 'activityDetails.third' } as const

const rankText = (rank: keyof typeof RANK_KEYS, translator: Translator): string =>
  withEmoji(translator.t({ key: RANK_KEYS[rank] }))

function effortText({ name, duration, rank }: BestEffortItem, translator: Translator): string {
  const time = `${sanitize(effortName(name, translator), 20).replaceAll(' ', '\u00a0')}\u00a0**${clockText(duration)}**`
  return rank ? `${time} ${rankText(rank, translator)}` : time
}

const effortsText = (efforts: readonly BestEffortItem[], translator: Translator): string =>
  `**${translator.t({ key: 'activityDetails.efforts' })}**\n${joinRow(efforts.map((effort) => effortText(effort, translator)))}`

function segmentText({ name, duration, rank, overallRank }: SegmentItem, translator: Translator): string {
  const time = `${sanitize(name, MAX_SEGMENT_LENGTH)} **${clockText(duration)}**`
  const overall =
    overallRank === undefined
      ? ''
      : withEmoji(translator.t({ key: 'activityDetails.overall', values: { rank: overallRank } }))
  return [time, overall, rank ? rankText(rank, translator) : ''].filter(Boolean).join(' ')
}

const segmentsText = (segments: readonly SegmentItem[], translator: Translator): string =>
  `**${translator.t({ key: 'activityDetails.segments' })}**\n${segments.map((one) => segmentText(one, translator)).join('\n')}`

/** Empty if the name has no visible characters. */
function gearText({ name, distance }: NonNullable<ActivityDetailsCard['gear']>, translator: Translator): string {
  if (!sanitize(name)) return ''
  const text = translator.t({ key: 'activityDetails.gear', values: { gear: name } }, (one) =>
    sanitize(one, MAX_GEAR_LENGTH),
  )
  return joinRow([text, distance && translator.length(distance).replaceAll(' ', '\u00a0')])
}

/** A table of at most `room` UTF-16 units, with a line for the rows that don't fit. Empty if not even one row fits. */
function tableText(table: SplitTable | undefined, { rows: shown }: TableView, translator: Translator, room: number) {
  if (!table) return ''
  const [head = '', ...rows] = tableLines(table, translator)
  const wanted = shown === 'all' ? rows.length : Math.min(rows.length, FIRST_ROWS)
  const title = `**${translator.t({ key: TABLE_TITLES[table.kind] })}**`
  const draft = (count: number) => {
    const left = wanted - count
    const more = left > 0 ? `\n-# ${translator.t({ key: 'activityDetails.more', values: { count: left } })}` : ''
    return `${title}\n\`\`\`\n${[head, ...rows.slice(0, count)].join('\n')}\n\`\`\`${more}`
  }
  for (let count = wanted; count > 0; count -= 1) {
    const text = draft(count)
    if (text.length <= room) return text
  }
  return ''
}

function renderDetails(
  { detail, member, view, customId, buttons: more = [] }: ActivityDetailsMessage,
  images: readonly MessageImage[],
  translator: Translator,
): Container {
  const { card, tables, bestEfforts: efforts, gear } = detail
  const segments = detail.segments.filter(({ name }) => sanitize(name))
  const extraTexts = [
    efforts.length > 0 ? effortsText(efforts, translator) : '',
    segments.length > 0 ? segmentsText(segments, translator) : '',
    gear ? gearText(gear, translator) : '',
  ].filter(Boolean)
  const buttons = [...tableButtons(tables, view, customId), ...more]
  const withParts = (parts: readonly TextDisplay[]) =>
    renderActivity({ ...card, ...member, images, buttons }, translator, { description: EXCERPT_LIMITS, details: parts })
  const room = MAX_TEXT_LENGTH - textLengthOf(withParts(extraTexts.map(textDisplay)))
  const table = tableText(shownTable(tables, view), view, translator, room)
  return withParts([table, ...extraTexts].filter(Boolean).map(textDisplay))
}

interface ActivityDetailsMessage {
  detail: ActivityDetailsCard
  /** The athlete's name and profile picture, if known. */
  member: Pick<ActivityMessage, 'displayName' | 'avatar'>
  profile: readonly MessageImage[]
  view: TableView
  /** The `custom_id` of the button that shows a view. */
  customId: (view: TableView) => string
  /** Shown after the table buttons. */
  buttons?: readonly ReplyButton[]
}

export const activityDetailsReply = (message: ActivityDetailsMessage): Reply => ({
  about: message.detail.card.userId,
  images: message.profile,
  render: (translator, { images }) => [renderDetails(message, images, translator)],
})
