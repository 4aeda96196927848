import type { Feed } from '../../core/feed.ts'
import { type ActivityMessage, activityReply } from '../../discord/components/activity-message.ts'
import { hasKind } from '../../errors.ts'
import type { JobContext } from '../job-context.ts'

/** The member's own thread of a forum, also if it was created just before an interruption. */
export async function findMemberThread(feed: Feed, userId: string, context: JobContext): Promise<string | undefined> {
  const known = await context.forumThreads.find(userId, feed.channelId)
  return known && 'threadId' in known ? known.threadId : lookFor(feed, userId, known?.startedAt ?? 0, context)
}

/**
 * Finds a thread that was created although the response was lost. `since` rules out another member's older thread with
 * the same name.
 */
async function lookFor({ guildId, channelId }: Feed, userId: string, since: number, context: JobContext) {
  const name = await context.channels.displayName(guildId, userId)
  return name && context.channels.findForumThread(guildId, channelId, name, since)
}

/**
 * Runs `work` in a member's own forum thread. Undefined if the thread was deleted, which is no reason to pause the
 * forum.
 */
export async function unlessDeleted<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!hasKind(error, 'discord-gone')) throw error
    return undefined
  }
}

interface Input {
  feed: Feed
  userId: string
  card: ActivityMessage
  nonce: string
}

/** `member-left`: the member is not in the server, so no thread is created for them. */
export type SendResult =
  | { kind: 'sent'; messageChannelId: string; messageId: string }
  | { kind: 'deleted-by-user' }
  | { kind: 'member-left' }

/** Posts a card in the member's own thread of a forum, or creates the thread with the card as its first message. */
export const postInForum = (input: Input, context: JobContext): Promise<SendResult> =>
  context.forumThreads.withLock(input.userId, () => postAlone(input, context))

async function postAlone({ feed, userId, card, nonce }: Input, context: JobContext): Promise<SendResult> {
  const { guildId, channelId, locale } = feed
  const known = await context.forumThreads.find(userId, channelId)
  const messageChannelId = known && (await findMemberThread(feed, userId, context))
  const posted =
    messageChannelId &&
    (await unlessDeleted(() => context.channels.sendMessage(messageChannelId, activityReply(card), nonce, locale)))
  if (posted) {
    if ('startedAt' in known) await context.forumThreads.save(userId, channelId, messageChannelId)
    return posted === 'deleted-by-user' ? { kind: posted } : { kind: 'sent', messageChannelId, ...posted }
  }
  const name = await context.channels.displayName(guildId, userId)
  if (!name) return { kind: 'member-left' }
  await context.forumThreads.markOpening(userId, channelId, context.now())
  const opened = await context.channels.createForumThread(guildId, channelId, name, activityReply(card), locale)
  await context.forumThreads.save(userId, channelId, opened.messageChannelId)
  return { kind: 'sent', ...opened }
}
