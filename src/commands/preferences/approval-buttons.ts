import { z } from 'zod'
import type { Requester } from '../../core/requester.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import type { Reply } from '../../discord/reply.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { requireLink } from '../../jobs/require-link.ts'
import { syncActivity } from '../../jobs/sync-activity/sync-activity.ts'
import { defineComponent } from '../define-command.ts'

type ApprovalDecision = 'post' | 'skip' | 'always'

/** Carries out the member's decision about an activity. An earlier decision stays. */
async function respondToApproval(
  requester: Requester,
  { activityId, channelId }: { activityId: string; channelId: string },
  decision: ApprovalDecision,
  context: JobContext,
): Promise<Reply> {
  const link = await requireLink(requester, context)
  const { athleteId, userId } = link
  const channel = { channel: channelId }
  return context.withActivity(activityId, async () => {
    const post = (await context.posts.read(athleteId, activityId))[channelId]
    if (!post || (post.state !== 'awaiting-approval' && post.state !== 'approved'))
      return textReply({ key: 'approval.over' })
    const preference = await context.sharePreferences.find(userId, post.guildId)
    if (decision === 'post' && (!preference || preference.mode === 'off')) return textReply({ key: 'approval.off' })
    await context.approvals.drop(userId, { activityId, channelId })
    const { messageId: _, messageChannelId: __, ...rest } = post
    if (decision === 'skip') {
      await context.posts.write(athleteId, activityId, channelId, { ...rest, state: 'declined' })
      return textReply({ key: 'approval.skipped' })
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
    return textReply({ key: decision === 'always' ? 'approval.always' : 'approval.posted', values: { channel } })
  })
}

const button = (decision: ApprovalDecision) =>
  defineComponent({
    args: z.object({ activityId: snowflake, channelId: snowflake }),
    execute: ({ requester, args }, context) => respondToApproval(requester, args, decision, context),
  })

/** The buttons of an approval message. */
export const APPROVAL_BUTTONS = {
  'approval-post': button('post'),
  'approval-skip': button('skip'),
  'approval-always': button('always'),
}
