import {
  type APIButtonComponent,
  type APIComponentInContainer,
  type APIContainerComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord-api-types/v10'
import type { Start } from '../domain/activity.ts'
import type { ActivityItem, RecentCard } from '../domain/card.ts'
import { sportOf } from '../domain/sport.ts'
import { figureText } from '../text/figures.ts'
import type { Text } from '../text/index.ts'
import type { Action, Answer, Notice } from '../text/notice.ts'
import { plain } from './markdown.ts'

/** The body of a message as Discord takes it. Nobody is ever pinged. */
export interface MessageBody {
  flags: number
  components: APIContainerComponent[]
  allowed_mentions: { parse: [] }
}

/** Discord takes so many characters over all texts of a message. */
const MAX_TEXT = 4000

/** Names are cut to the first length with which the message is short enough. UTF-16 units. */
const NAME_LENGTHS = [100, 70, 45, 25]

const ACCENT = 0x2f6b4f

const display = (content: string): APIComponentInContainer => ({ type: ComponentType.TextDisplay, content })

/** A moment is shown by Discord in the reader's own time zone; a day alone has none, and is shown as it is. */
const startText = (start: Start, text: Text): string =>
  'instant' in start ? `<t:${Math.floor(start.instant / 1000)}:f>` : text.day(start.day)

const activityUrl = (id: string) => `https://www.strava.com/activities/${encodeURIComponent(id)}`

function itemText(item: ActivityItem, text: Text, nameLength: number): string {
  const { emoji } = sportOf(item.sportType)
  const name = plain(item.name, nameLength) || text.say({ key: 'recent.untitled' })
  const figures = item.figures.map((figure) => figureText(figure, text)).join(' · ')
  const link = `**[${text.say({ key: 'recent.view' })}](${activityUrl(item.id)})**`
  return [
    `${emoji} **${name}**`,
    ...(figures ? [figures] : []),
    `-# ${plain(text.sport(item.sportType), 40)} · ${startText(item.start, text)} · ${link}`,
  ].join('\n')
}

function recentTexts({ userId, sportType, items, sums }: RecentCard, text: Text, nameLength: number) {
  const member = { user: userId }
  const title = text.say(
    sportType
      ? { key: 'recent.titleSport', values: { member, sport: { sport: sportType } } }
      : { key: 'recent.title', values: { member } },
    plain,
  )
  const count = text.say({ key: 'recent.count', values: { count: sums.count } })
  const figures = sums.figures.map((figure) => figureText(figure, text))
  return {
    title: `### ${title}`,
    items: items.map((item) => itemText(item, text, nameLength)),
    sums: [`**${count}**`, ...figures].join(' · '),
  }
}

function renderRecent(card: RecentCard, text: Text): APIComponentInContainer[] {
  const drafts = NAME_LENGTHS.map((length) => recentTexts(card, text, length))
  const size = ({ title, items, sums }: (typeof drafts)[number]) => [title, ...items, sums].join('').length
  const fitting = drafts.find((draft) => size(draft) <= MAX_TEXT) ?? drafts.at(-1)
  if (!fitting) return []
  return [
    display(fitting.title),
    ...fitting.items.map(display),
    { type: ComponentType.Separator, divider: true },
    display(fitting.sums),
  ]
}

function button(action: Action, text: Text): APIButtonComponent {
  const label = text.say({ key: action.label })
  if ('url' in action) return { type: ComponentType.Button, style: ButtonStyle.Link, label, url: action.url }
  const style = action.danger ? ButtonStyle.Danger : ButtonStyle.Secondary
  return { type: ComponentType.Button, style, label, custom_id: action.press }
}

function renderNotice({ say, actions }: Notice, text: Text): APIComponentInContainer[] {
  const buttons = actions?.map((action) => button(action, text)) ?? []
  return [
    display(text.say(say, (value) => plain(value))),
    ...(buttons.length > 0 ? [{ type: ComponentType.ActionRow as const, components: buttons }] : []),
  ]
}

/** An answer as a message of Components V2, in the words of `text`. Always inside Discord's limits. */
export function render(answer: Answer, text: Text): MessageBody {
  const components = answer.kind === 'recent' ? renderRecent(answer, text) : renderNotice(answer, text)
  return {
    flags: MessageFlags.IsComponentsV2,
    components: [{ type: ComponentType.Container, accent_color: ACCENT, components }],
    allowed_mentions: { parse: [] },
  }
}
