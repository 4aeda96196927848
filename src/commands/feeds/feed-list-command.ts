import type { Feed } from '../../core/feed.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import { feedMessage, PAUSE_REASONS, sportsMessage, timedOutMessage } from '../../i18n/feed-texts.ts'
import type { Message, MessageValue } from '../../i18n/message.ts'
import { createTranslator } from '../../i18n/translator.ts'
import { defineCommand } from '../define-command.ts'
import { CLEAR_FEEDS_BUTTON, FEEDS_BUTTON } from './feed-buttons.ts'
import { feedsPanel } from './feeds-panel.ts'

/** Discord's limit is 4,000 characters per message. */
const MAX_TEXT_LENGTH = 3800

/** From most to least detailed. The last only counts the sports. */
const FEED_FORMATS: ((feed: Feed) => MessageValue)[] = [
  ...[10, 5, 2, 0].map((sportsShown) => (feed: Feed) => feedMessage(feed, sportsShown)),
  ({ sports }) => sportsMessage(sports, 0),
]

function line(feed: Feed, shown: MessageValue): Message {
  const channel = { channel: feed.channelId }
  const why = feed.pauseReason
    ? PAUSE_REASONS[feed.pauseReason]
    : feed.pausedByAdmin && ({ key: 'feed.whyAdmin' } as const)
  return why
    ? { key: 'feed.linePaused', values: { channel, shown, why } }
    : { key: 'feed.line', values: { channel, shown } }
}

/** All feeds of a server in one message, as detailed as fits. */
export function feedsMessage(feeds: readonly Feed[], locale: string, timedOutUntil?: number): Message {
  const first = timedOutUntil === undefined ? [] : [timedOutMessage(timedOutUntil)]
  const last: Message[] = feeds.some(({ pauseReason }) => pauseReason) ? [{ key: 'feed.listPaused' }] : []
  const drafts = FEED_FORMATS.map((shown): Message => {
    const lines = feeds.map((feed) => line(feed, shown(feed)))
    return { key: 'feed.list', values: { feeds: { list: [...first, ...lines, ...last], as: 'lines' } } }
  })
  const translator = createTranslator(locale)
  const fitting = drafts.find((draft) => translator.t(draft).length <= MAX_TEXT_LENGTH)
  return fitting ?? (drafts.at(-1) as Message)
}

/** Lists the server's feeds and why paused ones are paused. */
export const feedListCommand = defineCommand({
  name: 'strava-admin feed list',
  description: 'command.feedList',
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  async execute({ requester }, context) {
    const feeds = await context.feeds.list(requester.guildId)
    if (feeds.length === 0) return feedsPanel(requester, context)
    const oldestFirst = feeds.sort((a, b) => a.since - b.since)
    const timedOutUntil = await context.channels.timedOutIn(requester.guildId)
    const isGone = feeds.some(({ pauseReason }) => pauseReason === 'no-channel')
    return textReply(feedsMessage(oldestFirst, requester.locale, timedOutUntil), [
      ...(isGone ? [CLEAR_FEEDS_BUTTON] : []),
      FEEDS_BUTTON,
    ])
  },
})
