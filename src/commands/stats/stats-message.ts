import { commonColor, sportOf } from '../../core/sport.ts'
import type { SportLine, StatsCard } from '../../core/stats-card.ts'
import {
  actionRow,
  container,
  divider,
  MAX_TEXT_LENGTH,
  mediaGallery,
  selectRow,
  textDisplay,
} from '../../discord/components/message-parts.ts'
import { sanitize } from '../../discord/markdown.ts'
import type { MessageImage, Reply } from '../../discord/reply.ts'
import { figureText } from '../../i18n/figure-texts.ts'
import { joinRow } from '../../i18n/join-row.ts'
import type { Mention, Message } from '../../i18n/message.ts'
import { comparedTexts, countText, daysMessage, PERIOD_NAMES } from '../../i18n/stats-texts.ts'
import type { Translator } from '../../i18n/translator.ts'
import type { StatsControls } from './stats-query.ts'

/** A sport in two lines: the count, then the figures. Only the first figure is compared. */
function sportText(line: SportLine, translator: Translator): string {
  const { emoji } = sportOf(line.sportType)
  const longest =
    line.longest && translator.t({ key: 'stats.longest', values: { distance: figureText(line.longest, translator) } })
  const name = `${emoji} **${sanitize(translator.sport(line.sportType), 40)}**`
  const figures = joinRow([...comparedTexts(line, translator, 1), longest?.replaceAll(' ', '\u00a0')])
  return [joinRow([name, countText(line, translator)]), figures].filter(Boolean).join('\n')
}

function headerText({ userId, sportType, period: { name, range } }: StatsCard, translator: Translator): string {
  const [period, member]: [Message, Mention] = [{ key: PERIOD_NAMES[name] }, { user: userId }]
  const title: Message = sportType
    ? { key: 'stats.titleSport', values: { period, member, sport: { sport: sportType } } }
    : { key: 'stats.title', values: { period, member } }
  const days: Message = { key: 'stats.days', values: { first: { day: range.first }, last: { day: range.last } } }
  return `### ${translator.t(title, sanitize)}\n-# ${translator.t(days)}`
}

const COMPARISON_KEYS = {
  made: (days) => ({ key: 'stats.compared', values: { days } }),
  empty: (days) => ({ key: 'stats.comparedEmpty', values: { days } }),
  unknown: (days) => ({ key: 'stats.comparedUnknown', values: { days } }),
} as const satisfies Record<StatsCard['comparison'], (days: ReturnType<typeof daysMessage>) => Message>

/** Small print about what was counted and compared. Missing days are in normal size. */
function notesText({ audience, period, knownFrom, comparison }: StatsCard, translator: Translator): string {
  const counted: Message = audience === 'channel' ? { key: 'stats.forChannel' } : { key: 'stats.forAthlete' }
  const notes: Message[] = [counted, COMPARISON_KEYS[comparison](daysMessage(period.previous))]
  const small = notes.map((note) => `-# ${translator.t(note)}`)
  if (knownFrom === undefined) return small.join('\n')
  // Days in the future are not named.
  const partly: Message =
    knownFrom > period.range.last
      ? { key: 'stats.incomplete' }
      : { key: 'stats.partly', values: { day: { day: knownFrom } } }
  return [translator.t(partly), small[0]].join('\n')
}

/** As many sports as fit, and how many more there are. */
function sportsText(sports: readonly SportLine[], translator: Translator, room: number): string {
  const lines = sports.map((line) => sportText(line, translator))
  for (let count = lines.length; count > 0; count -= 1) {
    const left = lines.length - count
    const more = left > 0 ? [translator.t({ key: 'stats.moreSports', values: { count: left } })] : []
    const content = [...lines.slice(0, count), ...more].join('\n')
    if (content.length <= room) return content
  }
  return ''
}

/** Totals by sport. Uses the sport's colour if there is only one. */
export const statsReply = (
  card: StatsCard,
  weeks: readonly MessageImage[],
  { periods, buttons }: StatsControls,
): Reply => ({
  about: card.userId,
  images: weeks,
  render(translator, { images }) {
    const [head, notes] = [headerText(card, translator), notesText(card, translator)]
    const total = joinRow([`**${countText(card.total, translator)}**`, ...comparedTexts(card.total, translator)])
    const sports = sportsText(card.sports, translator, MAX_TEXT_LENGTH - [head, total, notes].join('').length)
    return [
      container(commonColor(card.sports.map(({ sportType }) => sportType)), [
        textDisplay(head),
        ...(sports ? [textDisplay(sports), divider] : []),
        textDisplay(total),
        ...mediaGallery(images, translator),
        textDisplay(notes),
        selectRow(periods, translator),
        ...actionRow(buttons, translator),
      ]),
    ]
  },
})
