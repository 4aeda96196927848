import { z } from 'zod'
import type { Feed } from '../domain/feed.ts'
import { feedSay, PAUSE_REASONS, sportsSay, timedOutSay } from '../text/feed.ts'
import { createText } from '../text/index.ts'
import { type ReplyButton, textReply } from '../text/reply.ts'
import type { Say, SayValue } from '../text/say.ts'
import { defineCommandJob } from './define-job.ts'
import { commandJobId, requesterSchema } from './requester.ts'

/** Offered where feeds stand whose channel is gone: Discord's own choice of channels does not hold it any more. */
export const CLEAR_FEEDS: ReplyButton = { label: 'button.clearFeeds', customId: 'clear-feeds', danger: true }

/** Discord shows 4,000 characters in a message. */
const MAX_TEXT_LENGTH = 3800

/** What is said of each feed: as much as fits, and at the least how many sports. */
const SHOWN: ((feed: Feed) => SayValue)[] = [
  ...[10, 5, 2, 0].map((sportsShown) => (feed: Feed) => feedSay(feed, sportsShown)),
  ({ sports }) => sportsSay(sports, 0),
]

function line(feed: Feed, shown: SayValue): Say {
  const channel = { channel: feed.channelId }
  if (!feed.paused) return { key: 'feed.line', values: { channel, shown } }
  return { key: 'feed.linePaused', values: { channel, shown, why: PAUSE_REASONS[feed.paused] } }
}

/** All feeds of a server in one message, however many there are. */
export function feedsSay(feeds: readonly Feed[], locale: string, timedOutUntil?: number): Say {
  const first = timedOutUntil === undefined ? [] : [timedOutSay(timedOutUntil)]
  const hint: Say = feeds.some(({ paused }) => paused) ? { key: 'feed.listPaused' } : { key: 'feed.listHint' }
  const drafts = SHOWN.map((shown): Say => {
    const lines = feeds.map((feed) => line(feed, shown(feed)))
    return { key: 'feed.list', values: { feeds: { several: [...first, ...lines], as: 'lines' }, hint } }
  })
  const text = createText(locale)
  const fitting = drafts.find((draft) => text.say(draft).length <= MAX_TEXT_LENGTH)
  return fitting ?? (drafts.at(-1) as Say)
}

/** Says which channels show new activities, which ones, and what keeps them from it. */
export const feedList = defineCommandJob({
  name: 'feed-list',
  payload: z.object({ requester: requesterSchema }),
  id: commandJobId('feed-list'),
  attempts: 3,
  async run({ requester }, deps) {
    const feeds = await deps.feeds.list(requester.guildId)
    if (feeds.length === 0) return textReply({ key: 'feed.none' })
    const oldestFirst = feeds.sort((a, b) => a.since - b.since)
    const timedOutUntil = await deps.channels.timedOutIn(requester.guildId)
    const isGone = feeds.some(({ paused }) => paused === 'no-channel')
    return textReply(feedsSay(oldestFirst, requester.locale, timedOutUntil), isGone ? [CLEAR_FEEDS] : [])
  },
})
