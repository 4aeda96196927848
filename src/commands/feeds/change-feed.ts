import { channelIdsOf, DEFAULT_FEED_RULES, type Feed } from '../../core/feed.ts'
import type { Requester } from '../../core/requester.ts'
import { METRIC_UNITS } from '../../core/units.ts'
import type { Message } from '../../i18n/message.ts'
import { queueHeldBack } from '../../jobs/feeds/resume-feeds.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { checkChannel, feedError } from './check-channel.ts'
import { FEEDS_BUTTON } from './feed-buttons.ts'

/** Maximum number of feeds per server. */
export const MAX_FEEDS = 25

/** The settings that admins can change. Undefined ones don't change. */
export type FeedChanges = {
  [Name in keyof Omit<Feed, 'guildId' | 'channelId' | 'forum' | 'addedBy' | 'since' | 'pauseReason' | 'movedFrom'>]?:
    | Feed[Name]
    | undefined
}

/** A new feed for all sports, in the server's language. */
const newFeed = ({ guildId, userId, guildLocale }: Requester, channelId: string, now: number): Feed => ({
  ...DEFAULT_FEED_RULES,
  guildId,
  channelId,
  forum: false,
  sports: [],
  units: METRIC_UNITS,
  // The server's language may change later: a feed keeps its own.
  locale: guildLocale,
  minDistance: 0,
  minTime: 0,
  indoor: true,
  commutes: true,
  addedBy: userId,
  since: now,
  pauseReason: undefined,
})

/** Applies the changes. Activities that ended while an admin had paused the feed aren't posted. */
function toChanged(before: Feed, changes: FeedChanges, { userId }: Requester, now: number): Feed {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const isResumed = before.pausedByAdmin && changes.pausedByAdmin === false
  return { ...before, ...given, addedBy: userId, since: isResumed ? now : before.since }
}

/**
 * Adds a feed or changes its settings. Saves nothing if the bot can't post in the channel; otherwise a feed that was
 * paused for that reason resumes.
 */
export async function addFeed(
  requester: Requester,
  channelId: string,
  changes: FeedChanges,
  context: JobContext,
): Promise<Feed> {
  const { guildId } = requester
  const feeds = await context.feeds.list(guildId)
  const before = feeds.find((feed) => feed.channelId === channelId)
  if (!before && feeds.length >= MAX_FEEDS) {
    const message: Message = { key: 'feed.tooMany', values: { most: MAX_FEEDS } }
    throw feedError('the server has the maximum number of feeds', message, [FEEDS_BUTTON])
  }
  const { forum } = await checkChannel(requester, channelId, context)
  const now = context.now()
  const { feed } = await context.feeds.change(guildId, channelId, (stored = newFeed(requester, channelId, now)) =>
    toChanged({ ...stored, forum, pauseReason: undefined }, changes, requester, now),
  )
  if (before?.pauseReason) {
    await context.feeds.resume(guildId, channelId, context.now())
    context.log.info({ guildId, channelId, reason: before.pauseReason }, 'feed resumed')
    await queueHeldBack(guildId, context)
  }
  return feed
}

const notThereError = (channelId: string) =>
  feedError('there is no feed in the channel', { key: 'feed.notThere', values: { channel: { channel: channelId } } }, [
    FEEDS_BUTTON,
  ])

/** The feed of a channel. Throws `bad-input` if it was removed meanwhile. */
export async function requireFeed({ guildId }: Requester, channelId: string, { feeds }: JobContext): Promise<Feed> {
  const feed = await feeds.find(guildId, channelId)
  if (!feed) throw notThereError(channelId)
  return feed
}

/**
 * Changes the settings of a feed, whether or not the bot can post there now. Throws `bad-input` if it was removed
 * meanwhile.
 */
export async function changeFeed(
  requester: Requester,
  channelId: string,
  toChanges: (before: Feed) => FeedChanges,
  { feeds, now }: JobContext,
): Promise<{ before: Feed; feed: Feed }> {
  const { before, feed } = await feeds.change(
    requester.guildId,
    channelId,
    (stored) => stored && toChanged(stored, toChanges(stored), requester, now()),
  )
  if (!before || !feed) throw notThereError(channelId)
  return { before, feed }
}

/**
 * Moves a feed to another channel, with all its settings. Posts stay where they are. Throws `bad-input` if the channel
 * already has a feed, the bot can't post there, or the feed was removed meanwhile. Safe to repeat.
 */
export async function moveToChannel(
  requester: Requester,
  channelId: string,
  to: string,
  context: JobContext,
): Promise<Feed> {
  const { guildId, userId } = requester
  const there = await context.feeds.find(guildId, to)
  // An earlier run of this job moved it, unless the old channel has a feed again.
  if (there && channelIdsOf(there).includes(channelId) && !(await context.feeds.find(guildId, channelId))) return there
  const taken = () =>
    feedError('the channel has a feed', { key: 'feedSettings.taken', values: { channel: { channel: to } } }, [
      FEEDS_BUTTON,
    ])
  if (there) throw taken()
  await requireFeed(requester, channelId, context)
  const { forum } = await checkChannel(requester, to, context)
  const moved = await context.feeds.move(guildId, channelId, { channelId: to, forum }, userId)
  if (moved === 'taken') throw taken()
  if (!moved) throw notThereError(channelId)
  context.log.info({ guildId, channelId: to, from: channelId }, 'feed moved')
  if (moved.before.pauseReason) await queueHeldBack(guildId, context)
  return moved.feed
}
