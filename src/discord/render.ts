import {
  type APIButtonComponent,
  type APIComponentInContainer,
  type APIContainerComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord-api-types/v10'
import type { Start } from '../domain/activity.ts'
import type { ActivityCard, ActivityItem, RecentCard } from '../domain/card.ts'
import { sportOf } from '../domain/sport.ts'
import { figureText } from '../text/figures.ts'
import { createText, type Text } from '../text/index.ts'
import type { Action, Answer, Notice, Question } from '../text/notice.ts'
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

/** One activity in three lines. `whose` stands before the rest of the last one. */
function itemText(
  item: ActivityItem,
  text: Text,
  { nameLength = 100, whose }: { nameLength?: number; whose?: string } = {},
) {
  const { emoji } = sportOf(item.sportType)
  const name = plain(item.name, nameLength) || text.say({ key: 'recent.untitled' })
  const figures = item.figures.map((figure) => figureText(figure, text)).join(' · ')
  const link = `**[${text.say({ key: 'recent.view' })}](${activityUrl(item.id)})**`
  const sport = plain(text.sport(item.sportType), 40)
  const about = [...(whose ? [whose] : []), sport, startText(item.start, text), link].join(' · ')
  return [`${emoji} **${name}**`, ...(figures ? [figures] : []), `-# ${about}`].join('\n')
}

/** A post: whose activity, and the activity. */
const renderActivity = ({ userId, item }: ActivityCard, text: Text): APIComponentInContainer[] => [
  display(itemText(item, text, { whose: `<@${userId}>` })),
]

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
    items: items.map((item) => itemText(item, text, { nameLength })),
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

/** Somebody's text inside a sentence; one that shows nothing leaves a mark where it would stand. */
const shownValue = (value: string): string => plain(value) || '–'

function buttons(actions: readonly Action[], text: Text): APIComponentInContainer[] {
  if (actions.length === 0) return []
  return [{ type: ComponentType.ActionRow, components: actions.map((action) => button(action, text)) }]
}

const renderNotice = ({ say, actions = [] }: Notice, text: Text): APIComponentInContainer[] => [
  display(text.say(say, shownValue)),
  ...buttons(actions, text),
]

const renderQuestion = ({ card, cardLocale, say, actions }: Question, text: Text): APIComponentInContainer[] => [
  display(text.say(say, shownValue)),
  { type: ComponentType.Separator, divider: true },
  ...renderActivity(card, cardLocale ? createText(cardLocale) : text),
  ...buttons(actions, text),
]

function componentsOf(answer: Answer, text: Text): APIComponentInContainer[] {
  switch (answer.kind) {
    case 'recent':
      return renderRecent(answer, text)
    case 'activity':
      return renderActivity(answer, text)
    case 'question':
      return renderQuestion(answer, text)
    case 'notice':
      return renderNotice(answer, text)
  }
}

/** An answer as a message of Components V2, in the words of `text`. Always inside Discord's limits. */
export function render(answer: Answer, text: Text): MessageBody {
  const components = componentsOf(answer, text)
  return {
    flags: MessageFlags.IsComponentsV2,
    components: [{ type: ComponentType.Container, accent_color: ACCENT, components }],
    allowed_mentions: { parse: [] },
  }
}
