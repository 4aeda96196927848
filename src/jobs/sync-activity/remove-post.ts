import { changePost } from '../../core/next-post.ts'
import type { Post } from '../../core/post.ts'
import type { JobContext } from '../job-context.ts'
import { deleteRemainingPosts } from '../membership/delete-messages.ts'
import type { FeedMessage } from './feed-message.ts'
import { recordDecision } from './record-decision.ts'

/** A post, as its Details button identifies it. */
export interface PostReference {
  memberId: string
  activityId: string
  /** The feed's channel: a forum, if the message is in one of its threads. */
  channelId: string
}

/** States of an activity that is, or was, in the channel. */
const REMOVABLE_STATES = new Set<Post['state']>(['posting', 'posted', 'deleting', 'withdrawn', 'deleted-by-user'])

/** While `posting`, the message's id may not be stored yet. */
const isShownBy = (post: Post, { messageId }: FeedMessage) =>
  REMOVABLE_STATES.has(post.state) && (post.messageId ?? messageId) === messageId

/**
 * Deletes the message of a post and records the removal, so that only an undo brings it back. The record is saved
 * first, so that an interrupted deletion is finished later. Returns the removed post; undefined if nothing is stored
 * about it, for example because its member left.
 */
export const removePost = (
  { memberId, activityId, channelId }: PostReference,
  message: FeedMessage,
  context: JobContext,
): Promise<Post | undefined> =>
  context.withActivityLock(activityId, async () => {
    const { messageId, messageChannelId } = message
    const deleteMessage = () => context.channels.deleteMessage(messageChannelId, messageId)
    const link = await context.links.find(memberId)
    const post = link && (await context.posts.read(link.athleteId, activityId))[channelId]
    if (!link || !post || !isShownBy(post, message)) {
      await deleteMessage()
      return undefined
    }
    const location = messageChannelId === channelId ? { messageId } : { messageId, messageChannelId }
    const save = async (kind: 'removing' | 'removed') => {
      const next = changePost(post, { kind, message: location })
      await context.posts.write(link.athleteId, activityId, channelId, next)
      return next
    }
    await save('removing')
    await deleteMessage()
    const removed = await save('removed')
    const reason = 'removed with the command'
    const where = { athleteId: link.athleteId, activityId, guildId: post.guildId, channelId }
    await recordDecision({ ...where, outcome: 'deleted', reason, messageId }, context)
    if (!(await context.links.isOwner(memberId, link.athleteId))) await deleteRemainingPosts(link, context)
    return removed
  })
