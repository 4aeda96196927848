import { type APIContainerComponent, ComponentType } from 'discord-api-types/v10'
import type { ActivityItem } from '../../core/activity-card.ts'
import { sportOf } from '../../core/sport.ts'
import { figuresText } from '../../i18n/figure-texts.ts'
import type { Translator } from '../../i18n/translator.ts'
import { sanitize } from '../markdown.ts'
import type { RecentReply } from '../reply.ts'
import { actionRow, activityName, deviceName, divider, footer, textDisplay } from './parts.ts'

/** Discord takes so many characters over all texts of a message. */
const MAX_TEXT_LENGTH = 4000

interface TextLengths {
  name: number
  device: number
}

/** Names are cut to the first lengths with which the message is short enough; with the last it always is. UTF-16 units. */
const TEXT_LENGTHS: readonly TextLengths[] = [
  { name: 100, device: 60 },
  { name: 70, device: 40 },
  { name: 45, device: 30 },
  { name: 25, device: 25 },
  { name: 10, device: 10 },
]

/** One activity of a list in three lines. */
function itemText(item: ActivityItem, translator: Translator, lengths: TextLengths): string {
  const title = `${sportOf(item.sportType).emoji} **${activityName(item, translator, lengths.name)}**`
  return [
    title,
    figuresText(item.figures, translator),
    footer(item, translator, [], [deviceName(item, lengths.device)]),
  ]
    .filter(Boolean)
    .join('\n')
}

function textsOf(
  { userId, sportType, items, sums, page = 1 }: RecentReply,
  translator: Translator,
  lengths: TextLengths,
) {
  const member = { user: userId }
  const title = translator.t(
    sportType
      ? { key: 'recent.titleSport', values: { member, sport: { sport: sportType } } }
      : { key: 'recent.title', values: { member } },
    sanitize,
  )
  const count = `**${translator.t({ key: 'recent.count', values: { count: sums.count } })}**`
  const pageText = page > 1 ? translator.t({ key: 'recent.page', values: { page } }) : ''
  return {
    title: `### ${title}`,
    items: items.map((item) => itemText(item, translator, lengths)),
    sums: [count, figuresText(sums.figures, translator), pageText].filter(Boolean).join(' · '),
  }
}

/** The sport's colour, where all activities are of one. */
function colourOf(items: readonly ActivityItem[], otherwise: number): number {
  const colours = new Set(items.map(({ sportType }) => sportOf(sportType).colour))
  return colours.size === 1 ? ([...colours][0] ?? otherwise) : otherwise
}

/** The longest texts that fit; the shortest ones where none do. */
function longestFittingTexts(card: RecentReply, translator: Translator) {
  let draft: ReturnType<typeof textsOf> | undefined
  for (const lengths of TEXT_LENGTHS) {
    draft = textsOf(card, translator, lengths)
    if ([draft.title, ...draft.items, draft.sums].join('').length <= MAX_TEXT_LENGTH) break
  }
  return draft as ReturnType<typeof textsOf>
}

export function renderRecent(card: RecentReply, translator: Translator, accentColor: number): APIContainerComponent {
  const { title, items, sums } = longestFittingTexts(card, translator)
  return {
    type: ComponentType.Container,
    accent_color: colourOf(card.items, accentColor),
    components: [
      textDisplay(title),
      ...items.map(textDisplay),
      divider,
      textDisplay(sums),
      ...actionRow(card.buttons ?? [], translator),
    ],
  }
}
