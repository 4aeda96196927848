import { toActivityCard } from '../../core/activity-card.ts'
import type { Feed } from '../../core/feed.ts'
import { planMap } from '../../core/map-plan.ts'
import type { PostResult } from '../../core/next-post.ts'
import { shownPhoto } from '../../core/post-rules.ts'
import type { ActivityMessage } from '../../discord/components/activity-message.ts'
import { postPreview } from '../../discord/components/post-preview.ts'
import { messageNonce } from '../../discord/message-nonce.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { hasKind } from '../../errors.ts'
import type { ReplyButton } from '../../i18n/message.ts'
import type { JobContext } from '../job-context.ts'
import { drawMap, photoImage } from '../message-images.ts'
import type { PostMessage } from '../sync-activity/post-content.ts'
import type { PostTarget } from '../sync-activity/post-target.ts'
import { expireApproval } from './expire-approval.ts'
import { namedChannel } from './named-channel.ts'

/** How long an approval waits for an answer. Milliseconds. */
const APPROVAL_TIMEOUT_MS = 24 * 3600_000

export function approvalButtons(activityId: string, channelId: string): ReplyButton[] {
  const customId = (name: string) => toCustomId(name, activityId, channelId)
  return [
    { label: 'button.post', customId: customId('approval-post') },
    { label: 'button.skip', customId: customId('approval-skip') },
    { label: 'button.always', customId: customId('approval-always') },
  ]
}

/** The post as the channel will see it, with buttons for the member's decision in their own language. */
async function toApprovalPreview(activity: ActivityMessage, feed: Feed, context: JobContext): Promise<Reply> {
  const channel = await namedChannel(feed, context)
  const buttons = approvalButtons(activity.item.id, feed.channelId)
  const message = { key: 'approval.text', values: { channel } } as const
  return postPreview({ message, activity, postLocale: feed.locale ?? 'en', buttons })
}

/**
 * Asks the member privately whether the post may be sent. If their direct messages are closed, the approval waits for
 * their next command.
 */
export async function requestApproval(
  { card, contentHash }: PostMessage,
  { link, activityId, place }: PostTarget,
  context: JobContext,
): Promise<PostResult> {
  const { channelId, locale } = place.feed
  const generation = place.post?.generation ?? 1
  const expire = expireApproval.request(
    { athleteId: link.athleteId, activityId, channelId, generation },
    { delay: APPROVAL_TIMEOUT_MS },
  )
  await context.queue.add(expire)
  try {
    const messageChannelId = await context.channels.createDM(link.userId)
    const preview = await toApprovalPreview(card, place.feed, context)
    const nonce = messageNonce(activityId, 'approval', channelId, generation)
    const sent = await context.channels.sendMessage(messageChannelId, preview, nonce, link.locale ?? locale)
    if (sent === 'deleted-by-user') {
      await context.dailyPosts.release(link.athleteId, channelId, activityId)
      return { kind: 'declined' }
    }
    return { kind: 'asked', message: { messageId: sent.messageId, messageChannelId }, contentHash }
  } catch (error) {
    if (!hasKind(error, 'discord-forbidden')) throw error
    await context.approvals.keep(link.userId, { activityId, channelId }, context.now() + APPROVAL_TIMEOUT_MS)
    return { kind: 'asked', message: undefined, contentHash }
  }
}

/**
 * Withdraws an unanswered approval because the activity may not be shown anymore. If it may be shown later, a new one
 * is requested.
 */
export async function withdrawApproval(
  { link, activityId, place }: PostTarget,
  context: JobContext,
): Promise<PostResult> {
  const { post, feed } = place
  if (post?.messageId && post.messageChannelId)
    await context.channels.deleteMessage(post.messageChannelId, post.messageId)
  await context.approvals.drop(link.userId, { activityId, channelId: feed.channelId })
  return { kind: 'approval-withdrawn' }
}

/** Maximum number of approvals requested with one command. */
const MAX_PROMPTS = 2

/**
 * Requests the approvals that could not be requested privately. Drops those whose activity may not be shown anymore.
 */
export async function promptPendingApprovals(
  userId: string,
  send: (preview: Reply) => Promise<void>,
  context: JobContext,
): Promise<void> {
  const waiting = await context.approvals.waiting(userId)
  const link = waiting.length > 0 ? await context.links.find(userId) : undefined
  if (!link || !(await context.approvals.claimPrompt(userId))) return
  for (const { activityId, channelId } of waiting.slice(0, MAX_PROMPTS)) {
    const post = (await context.posts.read(link.athleteId, activityId))[channelId]
    const stored = post && (await context.feeds.ofPost(post.guildId, channelId))
    const feed = stored && { ...stored, channelId }
    const activity =
      feed && post.state === 'awaiting-approval'
        ? await context.activities.find(link.athleteId, activityId, { withRoute: true })
        : undefined
    if (feed && activity) {
      const { guildId, units, hiddenFigures, locale } = feed
      const map = planMap(activity, await context.mapPreferences.of(userId), feed)
      const photo = shownPhoto(activity, await context.sharePreferences.find(userId, guildId))
      const [member, maps = [], photos = []] = await Promise.all([
        context.guildMembers.find(guildId, userId),
        drawMap(map, context, locale),
        photoImage(photo, context),
      ])
      const images = [...maps, ...photos]
      const card = { ...toActivityCard({ userId, activity, units, hiddenFigures }), ...member, images }
      await send(await toApprovalPreview(card, feed, context))
    } else await context.approvals.drop(userId, { activityId, channelId })
  }
}
