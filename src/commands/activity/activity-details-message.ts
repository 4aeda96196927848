import type { ActivityDetailsCard, BestEffortItem } from '../../core/activity-details-card.ts'
import { type ActivityMessage, renderActivity } from '../../discord/components/activity-message.ts'
import { type Container, type TextDisplay, textDisplay, textLengthOf } from '../../discord/components/message-parts.ts'
import { sanitize } from '../../discord/markdown.ts'
import type { MessageImage, Reply } from '../../discord/reply.ts'
import { formatDuration, tableLines } from '../../i18n/split-table.ts'
import type { Translator } from '../../i18n/translator.ts'

/** Discord's limit for all texts of a message. */
const MAX_TEXT_LENGTH = 4000

/** A longer table is unreadable on a phone. */
const MAX_ROWS = 60

/** A longer excerpt than in a post. */
const EXCERPT_LIMITS = { lines: 10, limit: 600 }

/** UTF-16 units. */
const MAX_GEAR_LENGTH = 60

const TABLE_TITLES = {
  splits: 'activityDetails.splits',
  laps: 'activityDetails.laps',
  intervals: 'activityDetails.intervals',
} as const

const RANK_KEYS = { 1: 'activityDetails.best', 2: 'activityDetails.second', 3: 'activityDetails.third' } as const

function effortText({ name, duration, rank }: BestEffortItem, translator: Translator): string {
  const time = `${sanitize(name, 20)} **${formatDuration(duration)}**`
  return rank ? `${time} ${translator.t({ key: RANK_KEYS[rank] })}` : time
}

const effortsText = (efforts: readonly BestEffortItem[], translator: Translator): string =>
  `**${translator.t({ key: 'activityDetails.efforts' })}**\n${efforts.map((effort) => effortText(effort, translator)).join(' · ')}`

/** The table within this length, with a line for the rows left out. Empty if not even one row fits. */
function tableText({ table }: ActivityDetailsCard, translator: Translator, room: number): string {
  if (!table) return ''
  const [head = '', ...rows] = tableLines(table, translator)
  const title = `**${translator.t({ key: TABLE_TITLES[table.kind] })}**`
  const draft = (count: number) => {
    const left = rows.length - count
    const more = left > 0 ? `\n-# ${translator.t({ key: 'activityDetails.more', values: { count: left } })}` : ''
    return `${title}\n\`\`\`\n${[head, ...rows.slice(0, count)].join('\n')}\n\`\`\`${more}`
  }
  for (let count = Math.min(rows.length, MAX_ROWS); count > 0; count -= 1) {
    const text = draft(count)
    if (text.length <= room) return text
  }
  return ''
}

type MemberProfile = Pick<ActivityMessage, 'displayName' | 'avatar'>

function renderDetails(
  detail: ActivityDetailsCard,
  member: MemberProfile,
  images: readonly MessageImage[],
  translator: Translator,
): Container {
  const { card, bestEfforts: efforts, gear = '' } = detail
  const extraTexts = [
    efforts.length > 0 ? effortsText(efforts, translator) : '',
    sanitize(gear) &&
      translator.t({ key: 'activityDetails.gear', values: { gear } }, (name) => sanitize(name, MAX_GEAR_LENGTH)),
  ].filter(Boolean)
  const withParts = (parts: readonly TextDisplay[]) =>
    renderActivity({ ...card, ...member, images }, translator, { description: EXCERPT_LIMITS, details: parts })
  const room = MAX_TEXT_LENGTH - textLengthOf(withParts(extraTexts.map(textDisplay)))
  const table = tableText(detail, translator, room)
  return withParts([table, ...extraTexts].filter(Boolean).map(textDisplay))
}

/** The member's name and profile picture are shown if they are known. */
export const activityDetailsReply = (
  detail: ActivityDetailsCard,
  member: MemberProfile,
  profile: readonly MessageImage[],
): Reply => ({
  about: detail.card.userId,
  images: profile,
  render: (translator, { images }) => [renderDetails(detail, member, images, translator)],
})
