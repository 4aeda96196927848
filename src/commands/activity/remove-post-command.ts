import * as z from 'zod'
import { changePost } from '../../core/next-post.ts'
import type { Post } from '../../core/post.ts'
import { mayRepost } from '../../core/post-rules.ts'
import { sharingButton, textReply } from '../../discord/components/text-reply.ts'
import { parseCustomId, type TargetMessage, toCustomId } from '../../discord/slash-command.ts'
import { createdAt } from '../../discord/snowflake.ts'
import { AppError } from '../../errors.ts'
import type { Message } from '../../i18n/message.ts'
import { notPostedMessage } from '../../i18n/not-posted-texts.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { withMemberContext } from '../../jobs/member-context.ts'
import { type PostAgainResult, postAgain } from '../../jobs/sync-activity/post-again.ts'
import { type PostReference, removePost } from '../../jobs/sync-activity/remove-post.ts'
import { defineComponent } from '../define-command.ts'
import { defineMessageCommand } from '../define-menu-command.ts'
import { postDetailsArgs } from './post-details.ts'

/** How long a removal can be undone. Milliseconds. */
const UNDO_TIMEOUT_MS = 60_000

/** The post that a message is about; undefined if it isn't one of the bot's posts. */
function referenceOf({ customIds }: TargetMessage): PostReference | undefined {
  const details = customIds.map(parseCustomId).find(({ name }) => name === 'post-details')
  if (!details) return undefined
  const [memberId, activityId, channelId] = details.args
  return postDetailsArgs.safeParse({ memberId, activityId, channelId }).data
}

/** Removes a post for good. Its member and anyone who may delete messages in the channel can do this. */
export const removePostCommand = defineMessageCommand({
  name: 'command.removePost',
  jobName: 'remove-post',
  async execute({ requester, target }, context) {
    const reference = referenceOf(target)
    if (!reference) {
      throw new AppError('bad-input', 'the message is not a post', { userMessage: { key: 'removePost.notPost' } })
    }
    const { memberId, activityId, channelId } = reference
    if (requester.userId !== memberId && !target.mayManageMessages) {
      throw new AppError('bad-input', 'the requester may not remove the post', {
        userMessage: { key: 'removePost.notYours', values: { member: { user: memberId } } },
      })
    }
    const message = { messageId: target.messageId, messageChannelId: target.channelId }
    const removed = await removePost(reference, message, context)
    const channel = { channel: channelId }
    if (!removed || !mayRepost(removed.endedAt, context.now()))
      return textReply({ key: 'removePost.removed', values: { channel } })
    const customId = toCustomId('post-restore', memberId, activityId, channelId, removed.generation)
    return textReply({ key: 'removePost.removedUndo', values: { channel } }, [{ label: 'button.undo', customId }])
  },
})

const restoreArgs = postDetailsArgs.extend({ generation: z.coerce.number().int() })

/** The removed post, changed so that it may come back, or the post that an earlier run of the same undo started. */
function reopened(post: Post, generation: number): Post | undefined {
  if (post.state === 'deleted-by-user' && post.generation === generation) return changePost(post, { kind: 'restored' })
  const isBack = post.state === 'posting' || post.state === 'posted' || post.state === 'awaiting-approval'
  return isBack && post.generation === generation + 1 ? post : undefined
}

function toMessage(result: PostAgainResult, { memberId, channelId }: PostReference, isMember: boolean): Message {
  const channel = { channel: channelId }
  switch (result.kind) {
    case 'posted':
      return { key: 'removePost.restored', values: { channel } }
    case 'asked':
      return { key: 'removePost.asked', values: { member: { user: memberId } } }
    case 'nothing-to-post':
      return { key: 'removePost.over' }
    case 'not-posted':
      return notPostedMessage(channel, result.reason, isMember ? undefined : memberId)
  }
}

async function restore(
  { generation, ...reference }: z.infer<typeof restoreArgs>,
  context: JobContext,
): Promise<PostAgainResult> {
  const { memberId, activityId, channelId } = reference
  const link = await context.links.find(memberId)
  if (!link) return { kind: 'nothing-to-post' }
  const reopen = (post: Post) => reopened(post, generation)
  return postAgain({ athleteId: link.athleteId, activityId, channelId, reopen }, context)
}

/** Brings a removed post back, if its activity may still be posted. */
export const restorePostButton = defineComponent({
  args: restoreArgs,
  async execute({ requester, args, messageId }, context) {
    const isMember = requester.userId === args.memberId
    // Both times are from Discord's clock, and the click counts: a run that had to wait for Strava is not too late.
    const isOver = createdAt(requester.interactionId) - createdAt(messageId) > UNDO_TIMEOUT_MS
    if (isOver) return textReply({ key: 'removePost.over' })
    const run = () => restore(args, context)
    const result = await (isMember ? run() : withMemberContext(args.memberId, run))
    const isOff = result.kind === 'not-posted' && result.reason === 'the member does not share here'
    return textReply(toMessage(result, args, isMember), isOff && isMember ? [sharingButton(requester.guildId)] : [])
  },
})
