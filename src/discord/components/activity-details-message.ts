import { type APIContainerComponent, type APITextDisplayComponent, ComponentType } from 'discord-api-types/v10'
import type { BestEffortItem } from '../../core/activity-details-card.ts'
import { formatDuration, tableLines } from '../../i18n/split-table.ts'
import type { Translator } from '../../i18n/translator.ts'
import { sanitize } from '../markdown.ts'
import type { DetailReply } from '../reply.ts'
import { renderCard } from './activity-card-message.ts'
import { textDisplay } from './parts.ts'

/** Discord takes so many characters over all texts of a message. */
const MAX_TEXT_LENGTH = 4000

/** A longer table is not read on a phone. */
const MAX_ROWS = 60

/** More of the description than in a post. */
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

/** The table in so many characters at most, with a line that says how many rows are left out; empty where not even one fits. */
function tableText({ table }: DetailReply, translator: Translator, room: number): string {
  if (!table) return ''
  const [head = '', ...rows] = tableLines(table, translator)
  const title = `**${translator.t({ key: TABLE_TITLES[table.kind] })}**`
  const draft = (count: number) => {
    const left = rows.length - count
    const more = left > 0 ? `\n-# ${translator.t({ key: 'activityDetails.more', values: { count: left } })}` : ''
    return `${title}\n\`\`\`\n${[head, ...rows.slice(0, count)].join('\n')}\n\`\`\`${more}`
  }
  for (let count = Math.min(rows.length, MAX_ROWS); count > 0; count -= 1) {
    const drafted = draft(count)
    if (drafted.length <= room) return drafted
  }
  return ''
}

const textLengthOf = (container: APIContainerComponent): number => {
  const texts = container.components.flatMap((part) =>
    part.type === ComponentType.Section ? part.components : part.type === ComponentType.TextDisplay ? [part] : [],
  )
  return texts.reduce((sum, { content }) => sum + content.length, 0)
}

/** A card with its parts: splits or laps, best efforts, gear. */
export function renderActivityDetails(detail: DetailReply, translator: Translator): APIContainerComponent {
  const { card, bestEfforts: efforts, gear = '' } = detail
  const extraTexts = [
    efforts.length > 0 ? effortsText(efforts, translator) : '',
    sanitize(gear) &&
      translator.t({ key: 'activityDetails.gear', values: { gear } }, (name) => sanitize(name, MAX_GEAR_LENGTH)),
  ].filter(Boolean)
  const withParts = (parts: readonly APITextDisplayComponent[]) =>
    renderCard(card, translator, { description: EXCERPT_LIMITS, details: parts })
  const room = MAX_TEXT_LENGTH - textLengthOf(withParts(extraTexts.map(textDisplay)))
  const table = tableText(detail, translator, room)
  return withParts([table, ...extraTexts].filter(Boolean).map(textDisplay))
}
