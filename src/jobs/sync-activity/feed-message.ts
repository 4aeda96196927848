import { activityUrl } from '../../core/activity-address.ts'
import type { PostResult } from '../../core/next-post.ts'
import { type ActivityMessage, activityReply } from '../../discord/components/activity-message.ts'
import { messageNonce } from '../../discord/message-nonce.ts'
import type { JobContext } from '../job-context.ts'
import type { PostTarget } from './post-target.ts'
import { findMemberThread, postInForum, type SendResult, unlessDeleted } from './publish-in-forum.ts'

/** A message of the bot, and the channel or thread that it is in. */
export interface FeedMessage {
  messageChannelId: string
  messageId: string
}

/** In a forum, the message is in the member's own thread, which may have been deleted. */
const unlessGone = <T>({ place }: PostTarget, work: () => Promise<T>): Promise<T | undefined> =>
  place.feed.forum ? unlessDeleted(work) : work()

/**
 * The message of a post whose sending was interrupted, if it arrived in the channel or in the member's thread of a
 * forum.
 */
export async function findMessage(target: PostTarget, context: JobContext): Promise<FeedMessage | undefined> {
  const { link, activityId, place } = target
  const { feed, post } = place
  const messageChannelId = feed.forum ? await findMemberThread(feed, link.userId, context) : feed.channelId
  if (!messageChannelId) return undefined
  const messageId = await unlessGone(target, () =>
    context.channels.findActivityMessage(messageChannelId, activityUrl(activityId), post?.startedAt ?? 0),
  )
  return messageId ? { messageChannelId, messageId } : undefined
}

/** Sends the message once: after an interruption, the same nonce gives the same message. */
export async function sendMessage(target: PostTarget, card: ActivityMessage, context: JobContext): Promise<SendResult> {
  const { link, activityId, place } = target
  const { feed, post } = place
  const nonce = messageNonce(activityId, feed.channelId, post?.generation ?? 1)
  if (feed.forum) return postInForum({ feed, userId: link.userId, card, nonce }, context)
  const sent = await context.channels.sendMessage(feed.channelId, activityReply(card), nonce, feed.locale)
  return sent === 'deleted-by-user' ? { kind: sent } : { kind: 'sent', messageChannelId: feed.channelId, ...sent }
}

/** `deleted-by-user`: someone deleted the message or its thread. */
export async function editMessage(
  target: PostTarget,
  { messageChannelId, messageId }: FeedMessage,
  { card, contentHash }: { card: ActivityMessage; contentHash: string },
  context: JobContext,
): Promise<Extract<PostResult, { kind: 'edited' | 'deleted-by-user' }>> {
  const { locale } = target.place.feed
  const edited = await unlessGone(target, () =>
    context.channels.editMessage(messageChannelId, messageId, activityReply(card), locale),
  )
  return edited === 'edited' ? { kind: 'edited', contentHash } : { kind: 'deleted-by-user' }
}
