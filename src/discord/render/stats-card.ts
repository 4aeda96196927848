import { type APIContainerComponent, ComponentType } from 'discord-api-types/v10'
import { commonColour, sportOf } from '../../domain/sport.ts'
import type { SportLine, StatsCard } from '../../domain/stats.ts'
import { figureText } from '../../text/figures.ts'
import type { Text } from '../../text/index.ts'
import type { StatsReply } from '../../text/reply.ts'
import type { Mention, Say } from '../../text/say.ts'
import { comparedTexts, countText, daysSay, PERIOD_NAMES } from '../../text/stats.ts'
import { sanitize } from '../markdown.ts'
import { divider, mediaGallery, textDisplay } from './message-components.ts'

/** Discord takes so many characters over all texts of a message. */
const MAX_TEXT_LENGTH = 4000

/** A sport in two lines: how often, and its figures; the first of them says how it compares with before. */
function sportText(line: SportLine, text: Text): string {
  const { emoji } = sportOf(line.sportType)
  const longest =
    line.longest && text.say({ key: 'stats.longest', values: { distance: figureText(line.longest, text) } })
  const figures = [...comparedTexts(line, text, 1), longest].filter(Boolean).join(' · ')
  return [`${emoji} **${sanitize(text.sport(line.sportType), 40)}** · ${countText(line, text)}`, figures]
    .filter(Boolean)
    .join('\n')
}

function headerText({ userId, sportType, period: { name, range } }: StatsCard, text: Text): string {
  const [period, member]: [Say, Mention] = [{ key: PERIOD_NAMES[name] }, { user: userId }]
  const title: Say = sportType
    ? { key: 'stats.titleSport', values: { period, member, sport: { sport: sportType } } }
    : { key: 'stats.title', values: { period, member } }
  const days: Say = { key: 'stats.days', values: { first: { day: range.first }, last: { day: range.last } } }
  return `### ${text.say(title, sanitize)}\n-# ${text.say(days)}`
}

const COMPARISONS = {
  made: (days) => ({ key: 'stats.compared', values: { days } }),
  empty: (days) => ({ key: 'stats.comparedEmpty', values: { days } }),
  unknown: (days) => ({ key: 'stats.comparedUnknown', values: { days } }),
} as const satisfies Record<StatsCard['comparison'], (days: ReturnType<typeof daysSay>) => Say>

/** What was counted, and what it was compared with, in small print; what is missing as large as the rest. */
function notesText({ audience, period, knownFrom, comparison }: StatsCard, text: Text): string {
  const counted: Say = audience === 'channel' ? { key: 'stats.forChannel' } : { key: 'stats.forAthlete' }
  const notes: Say[] = [counted, COMPARISONS[comparison](daysSay(period.previous))]
  const small = notes.map((note) => `-# ${text.say(note)}`)
  if (knownFrom === undefined) return small.join('\n')
  const [day, first] = [{ day: knownFrom }, { day: period.range.first }]
  // A day that has not come yet is not named.
  const partly: Say =
    knownFrom > period.range.last ? { key: 'stats.incomplete' } : { key: 'stats.partly', values: { day, first } }
  return [text.say(partly), small[0]].join('\n')
}

/** As many sports as a message holds, and how many more there are. */
function sportsText(sports: readonly SportLine[], text: Text, room: number): string {
  const lines = sports.map((line) => sportText(line, text))
  for (let count = lines.length; count > 0; count -= 1) {
    const left = lines.length - count
    const more = left > 0 ? [text.say({ key: 'stats.moreSports', values: { count: left } })] : []
    const content = [...lines.slice(0, count), ...more].join('\n')
    if (content.length <= room) return content
  }
  return ''
}

/** Sums by sport, in the sport's colour where there is only one. */
export function renderStats(card: StatsReply, text: Text): APIContainerComponent {
  const [head, notes] = [headerText(card, text), notesText(card, text)]
  const total = [`**${countText(card.total, text)}**`, ...comparedTexts(card.total, text)].join(' · ')
  const sports = sportsText(card.sports, text, MAX_TEXT_LENGTH - [head, total, notes].join('').length)
  return {
    type: ComponentType.Container,
    accent_color: commonColour(card.sports.map(({ sportType }) => sportType)),
    components: [
      textDisplay(head),
      ...(sports ? [textDisplay(sports), divider] : []),
      textDisplay(total),
      ...mediaGallery(card.pictures ?? [], text),
      textDisplay(notes),
    ],
  }
}
