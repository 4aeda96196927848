import { type APIContainerComponent, type APITextDisplayComponent, ComponentType } from 'discord-api-types/v10'
import type { Effort } from '../../domain/activity-details-card.ts'
import type { Text } from '../../text/index.ts'
import type { DetailReply } from '../../text/reply.ts'
import { clock, tableLines } from '../../text/stretches.ts'
import { sanitize } from '../markdown.ts'
import { renderCard } from './activity-card.ts'
import { textDisplay } from './message-components.ts'

/** Discord takes so many characters over all texts of a message. */
const MAX_TEXT_LENGTH = 4000

/** A longer table is not read on a phone. */
const MAX_ROWS = 60

/** More of the description than in a post. */
const EXCERPT_LIMITS = { lines: 10, limit: 600 }

/** UTF-16 units. */
const MAX_GEAR_LENGTH = 60

const TITLES = {
  splits: 'activityDetails.splits',
  laps: 'activityDetails.laps',
  intervals: 'activityDetails.intervals',
} as const

const RANKS = { 1: 'activityDetails.best', 2: 'activityDetails.second', 3: 'activityDetails.third' } as const

function effortText({ name, duration, rank }: Effort, text: Text): string {
  const time = `${sanitize(name, 20)} **${clock(duration)}**`
  return rank ? `${time} ${text.say({ key: RANKS[rank] })}` : time
}

const effortsText = (efforts: readonly Effort[], text: Text): string =>
  `**${text.say({ key: 'activityDetails.efforts' })}**\n${efforts.map((effort) => effortText(effort, text)).join(' · ')}`

/** The table in so many characters at most, with a line that says how many rows are left out; empty where not even one fits. */
function tableText({ table }: DetailReply, text: Text, room: number): string {
  if (!table) return ''
  const [head = '', ...rows] = tableLines(table, text)
  const title = `**${text.say({ key: TITLES[table.kind] })}**`
  const draft = (count: number) => {
    const left = rows.length - count
    const more = left > 0 ? `\n-# ${text.say({ key: 'activityDetails.more', values: { count: left } })}` : ''
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
export function renderActivityDetails(detail: DetailReply, text: Text): APIContainerComponent {
  const { card, efforts, gear = '' } = detail
  const extraTexts = [
    efforts.length > 0 ? effortsText(efforts, text) : '',
    sanitize(gear) &&
      text.say({ key: 'activityDetails.gear', values: { gear } }, (name) => sanitize(name, MAX_GEAR_LENGTH)),
  ].filter(Boolean)
  const withParts = (parts: readonly APITextDisplayComponent[]) =>
    renderCard(card, text, { description: EXCERPT_LIMITS, details: parts })
  const room = MAX_TEXT_LENGTH - textLengthOf(withParts(extraTexts.map(textDisplay)))
  const table = tableText(detail, text, room)
  return withParts([table, ...extraTexts].filter(Boolean).map(textDisplay))
}
