import { takesNoNewPosts } from '../../core/feed.ts'
import type { PostResult } from '../../core/next-post.ts'
import { type Plan, type PlanInput, planPost } from '../../core/post-rules.ts'
import { requestApproval, withdrawApproval } from '../approvals/request-approval.ts'
import type { JobContext } from '../job-context.ts'
import { claimDailyPost } from './daily-limit.ts'
import { editMessage, type FeedMessage, findMessage, sendMessage } from './feed-message.ts'
import { unlessInaccessible } from './hold-back.ts'
import { buildMessage, type PostContent, type PostMessage } from './post-content.ts'
import type { PostTarget } from './post-target.ts'
import { unlessDeleted } from './publish-in-forum.ts'

/** The input for making one channel agree with Strava about one activity. */
export interface PostWork {
  target: PostTarget
  content: PostContent
  input: PlanInput
  plan: Plan
  /** Saves a result. A started action is saved before Discord is called. */
  save: (result: PostResult) => Promise<unknown>
}

/** Carries out a plan and returns the result. Every step is idempotent. */
export async function carryOut(work: PostWork, context: JobContext): Promise<PostResult> {
  const { plan, target } = work
  if (plan.action === 'nothing') return doNothing(work, context)
  if (plan.action === 'delete') {
    return target.place.post?.state === 'awaiting-approval'
      ? withdrawApproval(target, context)
      : deletePost(work, context)
  }
  if (plan.action !== 'edit' && !(await claimDailyPost(target, context))) return { kind: 'over-limit' }
  const message = await buildMessage(work, context)
  if (message.kind !== 'message') return message
  switch (plan.action) {
    case 'ask':
      return requestApproval(message, target, context)
    case 'edit':
      return editPost(message, target, context)
    case 'post':
      return finishPosting(message, work, context)
  }
}

/**
 * In a paused feed nothing changes, but an activity that would otherwise be posted is held back. If an admin paused the
 * feed, nothing is held back.
 */
async function doNothing({ target, input }: PostWork, context: JobContext): Promise<PostResult> {
  const { link, activityId, activity, place } = target
  const { feed, post } = place
  if (feed.pauseReason && !takesNoNewPosts(feed)) {
    const { action } = planPost({ ...input, feed: { ...feed, pauseReason: undefined } })
    if (action !== 'nothing') await context.heldBack.add(feed.guildId, link.athleteId, activityId, context.now())
  }
  if (post?.state === 'over-limit')
    await context.dailyPosts.release(link.athleteId, place.decidedIn ?? feed.channelId, activityId)
  const isPaused = feed.pauseReason || (feed.pausedByAdmin && post?.state !== 'posted')
  return { kind: activity && !isPaused ? 'checked' : 'undecided' }
}

async function editPost(message: PostMessage, target: PostTarget, context: JobContext): Promise<PostResult> {
  const { feed, post } = target.place
  if (!post?.messageId) return { kind: 'undecided' }
  if (post.contentHash === message.contentHash) return { kind: 'up-to-date' }
  const { messageId, messageChannelId = feed.channelId } = post
  return unlessInaccessible(target, context, () =>
    editMessage(target, { messageId, messageChannelId }, message, context),
  )
}

/** If an earlier attempt was interrupted, the message may already exist. */
async function finishPosting(message: PostMessage, work: PostWork, context: JobContext): Promise<PostResult> {
  const { target } = work
  const { feed, post } = target.place
  if (post?.state !== 'posting') return beginPosting(message, work, context)
  const result = await unlessInaccessible(target, context, async () => {
    const found = await findMessage(target, context)
    if (!found) return undefined
    const edited = await editMessage(target, found, message, context)
    if (feed.forum) await context.forumThreads.save(target.link.userId, feed.channelId, found.messageChannelId)
    return edited.kind === 'edited' ? toPosted(found, message, target) : edited
  })
  return result ?? beginPosting(message, work, context)
}

async function beginPosting(message: PostMessage, work: PostWork, context: JobContext): Promise<PostResult> {
  const { target, save } = work
  const { card, contentHash } = message
  await save({ kind: 'posting', contentHash })
  const sent = await unlessInaccessible(target, context, () => sendMessage(target, card, context))
  if (sent.kind !== 'sent') return sent
  if (target.place.post?.state === 'posting') {
    // For the same nonce, Discord may have returned the message of the first attempt, which shows an older state of the
    // activity.
    const edited = await unlessInaccessible(target, context, () => editMessage(target, sent, message, context))
    if (edited.kind === 'inaccessible') return { kind: 'posting', contentHash, reason: edited.reason }
    if (edited.kind === 'deleted-by-user') return edited
  }
  return toPosted(sent, message, target)
}

function toPosted(
  { messageChannelId, messageId }: FeedMessage,
  { contentHash }: PostMessage,
  { place }: PostTarget,
): PostResult {
  const message = place.feed.forum ? { messageChannelId, messageId } : { messageId }
  return { kind: 'posted', message, contentHash }
}

/** Saves first that the post is being deleted: if this process dies, the message must not look deleted by hand. */
async function deletePost({ target, save }: PostWork, context: JobContext): Promise<PostResult> {
  const { feed, post } = target.place
  await save({ kind: 'deleting' })
  const result = await unlessInaccessible(target, context, async () => {
    // If the channel is gone, there is no message to find.
    const message = post?.messageId ? post : await unlessDeleted(() => findMessage(target, context))
    if (message?.messageId)
      await context.channels.deleteMessage(message.messageChannelId ?? feed.channelId, message.messageId)
    return { kind: 'deleted' as const }
  })
  // The deletion is retried once the bot may post there again.
  return result.kind === 'inaccessible' ? { kind: 'deleting', reason: result.reason } : result
}
