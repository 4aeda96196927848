import type { ActivityItem, RecentCard } from '../../core/activity-card.ts'
import { commonColor, sportOf } from '../../core/sport.ts'
import { hasVisibleText } from '../../core/visible-text.ts'
import {
  actionRow,
  activityName,
  container,
  deviceName,
  divider,
  footer,
  MAX_TEXT_LENGTH,
  selectRow,
  textDisplay,
} from '../../discord/components/message-parts.ts'
import { sanitize } from '../../discord/markdown.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { figuresText } from '../../i18n/figure-texts.ts'
import { joinRow } from '../../i18n/join-row.ts'
import type { ReplyButton, ReplySelect } from '../../i18n/message.ts'
import type { Translator } from '../../i18n/translator.ts'

interface RecentMessage extends RecentCard {
  /** Starts at 1. */
  page?: number
  buttons?: readonly ReplyButton[]
}

interface TextLengths {
  name: number
  device: number
}

/** Tried in order until the message is short enough; the last always is. UTF-16 units. */
const TEXT_LENGTHS: readonly TextLengths[] = [
  { name: 100, device: 60 },
  { name: 70, device: 40 },
  { name: 45, device: 30 },
  { name: 25, device: 25 },
  { name: 10, device: 10 },
]

function itemText(item: ActivityItem, translator: Translator, lengths: TextLengths): string {
  const title = `${sportOf(item.sportType).emoji} **${activityName(item, translator, lengths.name)}**`
  return [title, figuresText(item.figures, translator), footer(item, translator, [deviceName(item, lengths.device)])]
    .filter(Boolean)
    .join('\n')
}

function textsOf(
  { userId, sportType, items, totals, page = 1 }: RecentMessage,
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
  const count = `**${translator.t({ key: 'recent.count', values: { count: totals.count } })}**`
  const pageText = page > 1 ? translator.t({ key: 'recent.page', values: { page } }) : ''
  return {
    title: `### ${title}`,
    items: items.map((item) => itemText(item, translator, lengths)),
    totals: joinRow([count, figuresText(totals.figures, translator), pageText]),
  }
}

/** The longest texts that fit, or the shortest if none do. */
function longestFittingTexts(card: RecentMessage, translator: Translator) {
  let draft: ReturnType<typeof textsOf> | undefined
  for (const lengths of TEXT_LENGTHS) {
    draft = textsOf(card, translator, lengths)
    if ([draft.title, ...draft.items, draft.totals].join('').length <= MAX_TEXT_LENGTH) break
  }
  return draft as ReturnType<typeof textsOf>
}

/** Opens the details of one of the listed activities. */
const detailsSelect = ({ userId, items }: RecentMessage): ReplySelect => ({
  customId: toCustomId('recent-details', userId),
  placeholder: 'recent.details',
  options: items.map(({ id, name, sportType }) => ({
    value: id,
    label: hasVisibleText(name) ? name : { key: 'recent.untitled' },
    emoji: sportOf(sportType).emoji,
  })),
})

/** A list of activities, with an optional note for the requester only. */
export const recentReply = (message: RecentMessage, privateNote?: Reply): Reply => ({
  about: message.userId,
  privateNote,
  render(translator) {
    const { title, items, totals } = longestFittingTexts(message, translator)
    return [
      container(commonColor(message.items.map(({ sportType }) => sportType)), [
        textDisplay(title),
        ...items.map(textDisplay),
        divider,
        textDisplay(totals),
        selectRow(detailsSelect(message), translator),
        ...actionRow(message.buttons ?? [], translator),
      ]),
    ]
  },
})
