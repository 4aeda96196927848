import * as z from 'zod'
import { changePost } from '../../core/next-post.ts'
import type { Post } from '../../core/post.ts'
import { isNewEnough, type PlanReason } from '../../core/post-rules.ts'
import { NO_GUILD, type Requester } from '../../core/requester.ts'
import { isSharing } from '../../core/sharing.ts'
import { sharingFollowUpButton, textReply } from '../../discord/components/text-reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import type { Message, MessageValue, ReplyButton } from '../../i18n/message.ts'
import { notPostedMessage } from '../../i18n/not-posted-texts.ts'
import { namedChannel } from '../../jobs/approvals/named-channel.ts'
import { approvalButtons } from '../../jobs/approvals/request-approval.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { requireLink } from '../../jobs/require-link.ts'
import { postAgain } from '../../jobs/sync-activity/post-again.ts'
import { recordDecision } from '../../jobs/sync-activity/record-decision.ts'
import { syncActivity } from '../../jobs/sync-activity/sync-activity.ts'
import { defineComponent } from '../define-command.ts'

type ApprovalDecision = 'post' | 'skip' | 'always'

const argsSchema = z.object({ activityId: snowflake, channelId: snowflake })
type Question = z.infer<typeof argsSchema>

/** What the member reads instead of the question, and what they can still do. */
interface Settled {
  message: Message
  buttons?: readonly ReplyButton[]
}

/** For a skipped activity, as long as it could be posted as a new one. */
const postAfterAll = ({ activityId, channelId }: Question, post: Post | undefined, now: number): ReplyButton[] =>
  post?.state === 'declined' && isNewEnough(post.endedAt, now)
    ? [{ label: 'button.postAfterAll', customId: toCustomId('approval-after-all', activityId, channelId) }]
    : []

/** A question may also be answered in another server, which has its own settings. */
const sharingButtons = ({ guildId }: Requester, post: Post): ReplyButton[] =>
  guildId === NO_GUILD || guildId === post.guildId ? [sharingFollowUpButton(post.guildId)] : []

/** The channel in which the activity is posted: the feed may have moved since the question. */
async function channelOf({ channelId }: Question, post: Post | undefined, context: JobContext): Promise<MessageValue> {
  if (!post) return { channel: channelId }
  const feed = await context.feeds.ofPost(post.guildId, channelId)
  return namedChannel({ guildId: post.guildId, channelId: feed?.channelId ?? channelId }, context)
}

/** Carries out the member's decision about an activity. An earlier decision stays. */
async function decide(
  requester: Requester,
  question: Question,
  decision: ApprovalDecision,
  context: JobContext,
): Promise<Settled> {
  const { activityId, channelId } = question
  const link = await requireLink(requester, context)
  const { athleteId, userId } = link
  return context.withActivity(activityId, async () => {
    const post = (await context.posts.read(athleteId, activityId))[channelId]
    const channel = await channelOf(question, post, context)
    if (!post || (post.state !== 'awaiting-approval' && post.state !== 'approved'))
      return {
        message: { key: 'approval.over', values: { channel } },
        buttons: postAfterAll(question, post, context.now()),
      }
    const preference = await context.sharePreferences.find(userId, post.guildId)
    const feed = await context.feeds.ofPost(post.guildId, channelId)
    const notPosted = (reason: PlanReason, buttons: readonly ReplyButton[] = []): Settled => ({
      message: notPostedMessage(channel, reason),
      buttons: [...approvalButtons(activityId, channelId), ...buttons],
    })
    if (decision === 'post' && !isSharing(preference))
      return notPosted('the member does not share here', sharingButtons(requester, post))
    if (decision !== 'skip' && (!feed || feed.pausedByAdmin)) return notPosted('an admin paused the feed')
    await context.approvals.drop(userId, { activityId, channelId })
    const { messageId: _, messageChannelId: __, ...rest } = post
    if (decision === 'skip') {
      await context.dailyPosts.release(athleteId, channelId, activityId)
      const skipped: Post = { ...rest, state: 'declined' }
      await context.posts.write(athleteId, activityId, channelId, skipped)
      const where = { athleteId, activityId, guildId: post.guildId, channelId }
      await recordDecision({ ...where, outcome: 'skipped', reason: 'the member skipped it' }, context)
      const message = { key: 'approval.skipped', values: { channel } } as const
      return { message, buttons: postAfterAll(question, skipped, context.now()) }
    }
    await context.posts.write(athleteId, activityId, channelId, { ...rest, state: 'approved', approved: true })
    if (decision === 'always')
      await context.sharePreferences.save(
        userId,
        post.guildId,
        { mode: 'auto' },
        requester.interactionId,
        context.now(),
      )
    await context.queue.add(syncActivity.request({ athleteId, activityId }))
    return decision === 'always'
      ? { message: { key: 'approval.always', values: { channel } }, buttons: sharingButtons(requester, post) }
      : { message: { key: 'approval.posted', values: { channel } } }
  })
}

/** The skipped post as one that the member approved, or the post that an earlier run of the same click began. */
function unskipped(post: Post): Post | undefined {
  if (post.state === 'declined') return changePost(post, { kind: 'unskipped' })
  return post.state === 'posting' || post.state === 'posted' ? post : undefined
}

/** Posts an activity that the member skipped, if it may be posted as a new one now. */
async function postSkipped(requester: Requester, question: Question, context: JobContext): Promise<Settled> {
  const { activityId, channelId } = question
  const { athleteId } = await requireLink(requester, context)
  const result = await postAgain({ athleteId, activityId, channelId, reopen: unskipped }, context)
  const post = (await context.posts.read(athleteId, activityId))[channelId]
  const channel = await channelOf(question, post, context)
  if (result.kind === 'posted') return { message: { key: 'approval.done', values: { channel } } }
  if (result.kind !== 'not-posted') return { message: { key: 'approval.over', values: { channel } } }
  return {
    message: notPostedMessage(channel, result.reason),
    buttons: [
      ...postAfterAll(question, post, context.now()),
      ...(post && result.reason === 'the member does not share here' ? sharingButtons(requester, post) : []),
    ],
  }
}

const button = (execute: (requester: Requester, question: Question, context: JobContext) => Promise<Settled>) =>
  defineComponent({
    args: argsSchema,
    needsActivityTitle: true,
    async execute({ requester, args, profile }, context) {
      const { message, buttons } = await execute(requester, args, context)
      // The title makes it a message about the member: it is deleted when they disconnect.
      return { ...textReply(message, buttons, profile.activityTitle), about: requester.userId }
    },
  })

const decisionButton = (decision: ApprovalDecision) =>
  button((requester, question, context) => decide(requester, question, decision, context))

/** The buttons of an approval message, and of what it becomes. */
export const APPROVAL_BUTTONS = {
  'approval-post': decisionButton('post'),
  'approval-skip': decisionButton('skip'),
  'approval-always': decisionButton('always'),
  'approval-after-all': button(postSkipped),
}
