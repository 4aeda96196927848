import * as z from 'zod'
import { changePost } from '../../core/next-post.ts'
import type { Post } from '../../core/post.ts'
import { isNewEnough, type PlanReason } from '../../core/post-rules.ts'
import { NO_GUILD, type Requester } from '../../core/requester.ts'
import { isSharing } from '../../core/sharing.ts'
import { sharingFollowUpButton, textReply } from '../../discord/components/text-reply.ts'
import { messageUrl } from '../../discord/discord-url.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import type { Message, MessageValue, ReplyButton } from '../../i18n/message.ts'
import { notPostedMessage } from '../../i18n/not-posted-texts.ts'
import { namedChannel } from '../../jobs/approvals/named-channel.ts'
import { approvalButtons } from '../../jobs/approvals/request-approval.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { requireLink } from '../../jobs/require-link.ts'
import { type PostAgainResult, postAgain } from '../../jobs/sync-activity/post-again.ts'
import { recordDecision } from '../../jobs/sync-activity/record-decision.ts'
import { syncActivity } from '../../jobs/sync-activity/sync-activity.ts'
import type { PostsOfActivity } from '../../redis/posts.ts'
import { defineComponent } from '../define-command.ts'

type ApprovalDecision = 'post' | 'skip' | 'always'

const argsSchema = z.object({ activityId: snowflake, channelId: snowflake })
type Question = z.infer<typeof argsSchema>

/** The text that replaces the question, and the remaining buttons. */
interface Settled {
  message: Message
  buttons?: readonly ReplyButton[]
}

/** A button that posts a skipped activity, while it is recent enough. */
const postAfterAll = ({ activityId, channelId }: Question, post: Post | undefined, now: number): ReplyButton[] =>
  post?.state === 'declined' && isNewEnough(post.endedAt, now)
    ? [{ label: 'button.postAfterAll', customId: toCustomId('approval-after-all', activityId, channelId) }]
    : []

/** Left out in another server: it has its own settings. */
const sharingButtons = ({ guildId }: Requester, post: Post): ReplyButton[] =>
  guildId === NO_GUILD || guildId === post.guildId ? [sharingFollowUpButton(post.guildId)] : []

/** The channel in which the activity is posted: the feed may have moved since the question. */
async function channelOf({ channelId }: Question, post: Post | undefined, context: JobContext): Promise<MessageValue> {
  if (!post) return { channel: channelId }
  const feed = await context.feeds.ofPost(post.guildId, channelId)
  return namedChannel({ guildId: post.guildId, channelId: feed?.channelId ?? channelId }, context)
}

/** States of an approved post that has not been confirmed as posted. */
const UNPOSTED_STATES: ReadonlySet<Post['state']> = new Set(['approved', 'posting'])
const APPROVED_STATES: ReadonlySet<Post['state']> = new Set([...UNPOSTED_STATES, 'posted'])

const isBegun = ({ state }: Post) => state === 'posting' || state === 'posted'

/** Whether the member can still decide. "Always here" also counts for a post that is there or on its way. */
const isOpen = (post: Post, decision: ApprovalDecision) =>
  post.state === 'awaiting-approval' || post.state === 'approved' || (decision === 'always' && isBegun(post))

/** Why an open question can't be answered with this decision now. */
async function findObstacle(
  { userId, channelId, post }: { userId: string; channelId: string; post: Post },
  decision: ApprovalDecision,
  { feeds, sharePreferences }: JobContext,
): Promise<PlanReason | undefined> {
  if (decision === 'skip') return undefined
  if (decision === 'post' && !isSharing(await sharePreferences.find(userId, post.guildId)))
    return 'the member does not share here'
  const feed = await feeds.ofPost(post.guildId, channelId)
  return !feed || feed.pausedByAdmin ? 'an admin paused the feed' : undefined
}

/** Returns the skipped post. */
async function skip(athleteId: string, question: Question, post: Post, context: JobContext): Promise<Post> {
  const { activityId, channelId } = question
  await context.dailyPosts.release(athleteId, channelId, activityId)
  const skipped: Post = { ...post, state: 'declined' }
  await context.posts.write(athleteId, activityId, channelId, skipped)
  const where = { athleteId, activityId, guildId: post.guildId, channelId }
  await recordDecision({ ...where, outcome: 'skipped', reason: 'the member skipped it' }, context)
  return skipped
}

/**
 * Saves the member's decision about an activity. An earlier decision stays. Returns undefined if the activity has to be
 * posted now.
 */
async function decide(
  requester: Requester,
  question: Question,
  decision: ApprovalDecision,
  context: JobContext,
): Promise<Settled | undefined> {
  const { activityId, channelId } = question
  const { approvals, posts, sharePreferences, now } = context
  const { athleteId, userId } = await requireLink(requester, context)
  return context.withActivityLock(activityId, async () => {
    const post = (await posts.read(athleteId, activityId))[channelId]
    if (post && isBegun(post) && decision === 'post') return undefined
    const channel = await channelOf(question, post, context)
    if (!post || !isOpen(post, decision))
      return { message: { key: 'approval.over', values: { channel } }, buttons: postAfterAll(question, post, now()) }
    const obstacle = await findObstacle({ userId, channelId, post }, decision, context)
    if (obstacle) {
      const more = obstacle === 'the member does not share here' ? sharingButtons(requester, post) : []
      return {
        message: notPostedMessage(channel, obstacle),
        buttons: [...approvalButtons(activityId, channelId), ...more],
      }
    }
    await approvals.drop(userId, { activityId, channelId })
    const { messageId: _, messageChannelId: __, ...withoutQuestion } = post
    if (decision === 'skip') {
      const skipped = await skip(athleteId, question, withoutQuestion, context)
      return {
        message: { key: 'approval.skipped', values: { channel } },
        buttons: postAfterAll(question, skipped, now()),
      }
    }
    if (!isBegun(post))
      await posts.write(athleteId, activityId, channelId, { ...withoutQuestion, state: 'approved', approved: true })
    if (decision === 'always')
      await sharePreferences.save(userId, post.guildId, { mode: 'auto' }, requester.interactionId, now())
    return undefined
  })
}

/** The buttons that still apply: those of the question, or the one for a skipped activity. */
const buttonsFor = ({ activityId, channelId }: Question, post: Post | undefined, now: number): ReplyButton[] =>
  post && UNPOSTED_STATES.has(post.state)
    ? approvalButtons(activityId, channelId)
    : postAfterAll({ activityId, channelId }, post, now)

/** The channel of the post and a link to it: its feed may have moved since the question. */
async function toPosted(question: Question, posts: PostsOfActivity, guildId: string, context: JobContext) {
  const feed = await context.feeds.ofPost(guildId, question.channelId)
  const channelId = posts[question.channelId] ? question.channelId : (feed?.channelId ?? question.channelId)
  const { messageId, messageChannelId = channelId } = posts[channelId] ?? {}
  const url = messageId && messageUrl(guildId, messageChannelId, messageId)
  const channel = await namedChannel({ guildId, channelId }, context)
  return { channel, buttons: url ? [{ label: 'button.openPost', url } as const] : [] }
}

interface Publication {
  /** The text once the activity is posted. */
  posted: 'approval.done' | 'approval.always'
  /** The post to continue with; undefined if this one can't be posted. */
  reopen(post: Post): Post | undefined
}

/** Posts an activity that the member approved, if it may be posted now. If that fails, it is posted later. */
async function publish(
  requester: Requester,
  question: Question,
  { posted, reopen }: Publication,
  context: JobContext,
): Promise<Settled> {
  const { activityId, channelId } = question
  const { athleteId } = await requireLink(requester, context)
  const read = () => context.posts.read(athleteId, activityId)
  const asked = (await read())[channelId]
  const postLater = async () => {
    const post = (await read())[channelId]
    if (post && UNPOSTED_STATES.has(post.state))
      await context.queue.add(syncActivity.request({ athleteId, activityId }))
  }
  let result: PostAgainResult
  try {
    result = await postAgain({ athleteId, activityId, channelId, reopen }, context)
  } catch (error) {
    await postLater()
    throw error
  }
  const posts = await read()
  if (asked && result.kind === 'posted') {
    const { channel, buttons } = await toPosted(question, posts, asked.guildId, context)
    const sharing = posted === 'approval.always' ? sharingButtons(requester, asked) : []
    return { message: { key: posted, values: { channel } }, buttons: [...buttons, ...sharing] }
  }
  const channel = await channelOf(question, asked, context)
  if (result.kind !== 'not-posted') return { message: { key: 'approval.over', values: { channel } } }
  await postLater()
  const isOff = result.reason === 'the member does not share here'
  return {
    message: notPostedMessage(channel, result.reason),
    buttons: [
      ...buttonsFor(question, posts[channelId], context.now()),
      ...(asked && isOff ? sharingButtons(requester, asked) : []),
    ],
  }
}

/** The skipped post, changed to approved, or the post that an earlier run of the same click started. */
function unskipped(post: Post): Post | undefined {
  if (post.state === 'declined') return changePost(post, { kind: 'unskipped' })
  return post.state === 'posting' || post.state === 'posted' ? post : undefined
}

const approved = (post: Post): Post | undefined => (APPROVED_STATES.has(post.state) ? post : undefined)

const button = (execute: (requester: Requester, question: Question, context: JobContext) => Promise<Settled>) =>
  defineComponent({
    args: argsSchema,
    needsActivityTitle: true,
    async execute({ requester, args, profile }, context) {
      const { message, buttons } = await execute(requester, args, context)
      // Its title makes this a message about the member, so it is deleted when they disconnect.
      return { ...textReply(message, buttons, profile.activityTitle), about: requester.userId }
    },
  })

const decisionButton = (decision: ApprovalDecision) =>
  button(async (requester, question, context) => {
    const settled = await decide(requester, question, decision, context)
    const posted = decision === 'always' ? 'approval.always' : 'approval.done'
    return settled ?? publish(requester, question, { posted, reopen: approved }, context)
  })

/** The buttons of an approval message and of the texts that replace it. */
export const APPROVAL_BUTTONS = {
  'approval-post': decisionButton('post'),
  'approval-skip': decisionButton('skip'),
  'approval-always': decisionButton('always'),
  'approval-after-all': button((requester, question, context) =>
    publish(requester, question, { posted: 'approval.done', reopen: unskipped }, context),
  ),
}
