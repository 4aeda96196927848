import { mayPost, pauseReasonOf } from '../../core/channel-access.ts'
import { type PauseReason, takesNoNewPosts } from '../../core/feed.ts'
import type { PostResult } from '../../core/next-post.ts'
import { AppError, type ErrorKind } from '../../errors.ts'
import { pauseFeed } from '../feeds/pause-feed.ts'
import type { JobContext } from '../job-context.ts'
import type { PostTarget } from './post-target.ts'

type Inaccessible = Extract<PostResult, { kind: 'inaccessible' }>

/** Why a feed pauses after this error, unless the bot can see a more exact reason. */
const PAUSE_REASONS_BY_ERROR: Partial<Record<ErrorKind, PauseReason>> = {
  'discord-gone': 'no-channel',
  'discord-forbidden': 'no-permission',
  'thread-archived': 'no-permission',
  'tag-required': 'no-tag',
  'channel-unfit': 'wrong-type',
  'too-many-threads': 'too-many-threads',
}

/** The reasons for the log. */
const LOG_REASONS: Partial<Record<ErrorKind, string>> = {
  'discord-gone': 'the channel is gone or hidden',
  'tag-required': 'the forum requires a tag, and has none that the bot may apply',
  'channel-unfit': 'the channel takes no messages',
  'too-many-threads': 'the server has as many threads as it can have',
}

/**
 * Holds back an activity that cannot be posted now. Pauses its feed, or only the member's own thread if the rest of the
 * forum is open.
 */
async function holdBack({ link, activityId, place: { feed } }: PostTarget, error: AppError, context: JobContext) {
  const { userId, athleteId } = link
  const { guildId, channelId } = feed
  await context.heldBack.add(guildId, athleteId, activityId, context.now())
  const access = await context.channels.checkAccess(guildId, channelId)
  const thread = feed.forum ? await context.forumThreads.find(userId, channelId) : undefined
  if (thread && 'threadId' in thread && mayPost(access)) {
    const isCauseVisible = !mayPost(await context.channels.checkAccess(guildId, thread.threadId))
    await context.heldBack.pauseThread(
      { guildId, forumId: channelId, userId, threadId: thread.threadId },
      context.now(),
      isCauseVisible,
    )
    return
  }
  const said = PAUSE_REASONS_BY_ERROR[error.kind] ?? 'no-permission'
  const seen = pauseReasonOf(access)
  // Discord responds "forbidden" for a hidden channel: the admin is told which permissions are missing.
  const why = seen === undefined || seen === 'no-channel' ? said : seen
  const permissions = access.kind === 'missing-permissions' ? access.names : undefined
  await pauseFeed(feed, { why, permissions, isCauseVisible: seen !== undefined }, context)
}

/**
 * Runs `work` in the channel of a feed. If the channel is gone, or the bot may not post there, the activity is held
 * back and the feed is paused.
 */
export async function unlessInaccessible<T>(
  target: PostTarget,
  context: JobContext,
  work: () => Promise<T>,
): Promise<T | Inaccessible> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || !(error.kind in PAUSE_REASONS_BY_ERROR)) throw error
    if (!takesNoNewPosts(target.place.feed)) await holdBack(target, error, context)
    return { kind: 'inaccessible', reason: LOG_REASONS[error.kind] ?? 'missing permissions in the channel' }
  }
}
