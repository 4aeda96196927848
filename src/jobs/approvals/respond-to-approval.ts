import { z } from 'zod'
import { textReply } from '../../discord/reply.ts'
import { AppError } from '../../errors.ts'
import { defineCommandJob } from '../define-job.ts'
import { commandJobId, requesterSchema } from '../requester.ts'
import { syncActivity } from '../sync-activity/sync-activity.ts'

/** Does what the member wants with an activity that they were asked about. Answered before, it stays as it was. */
export const respondToApproval = defineCommandJob({
  name: 'respond-to-approval',
  payload: z.object({
    requester: requesterSchema,
    activityId: z.string(),
    channelId: z.string(),
    decision: z.enum(['post', 'skip', 'always']),
  }),
  id: commandJobId('respond-to-approval'),
  attempts: 3,
  async execute({ requester, activityId, channelId, decision }, context) {
    const link = await context.links.find(requester.userId)
    if (!link)
      throw new AppError('not-linked', 'the requester has no link', { userMessage: { key: 'error.notLinked' } })
    const { athleteId, userId } = link
    const channel = { channel: channelId }
    return context.withActivity(activityId, async () => {
      const post = (await context.posts.read(athleteId, activityId))[channelId]
      if (!post || (post.state !== 'awaiting-approval' && post.state !== 'approved'))
        return textReply({ key: 'approval.over' })
      const preference = await context.links.sharePreferenceOf(userId, post.guildId)
      if (decision === 'post' && (!preference || preference.mode === 'off')) return textReply({ key: 'approval.off' })
      await context.approvals.drop(userId, { activityId, channelId })
      const { messageId: _, messageChannelId: __, ...rest } = post
      if (decision === 'skip') {
        await context.posts.write(athleteId, activityId, channelId, { ...rest, state: 'declined' })
        return textReply({ key: 'approval.skipped' })
      }
      await context.posts.write(athleteId, activityId, channelId, { ...rest, state: 'approved', approved: true })
      if (decision === 'always')
        await context.links.setSharePreference(
          userId,
          post.guildId,
          { mode: 'auto' },
          requester.interactionId,
          context.now(),
        )
      await context.queue.add(syncActivity.request({ athleteId, activityId }))
      return textReply({ key: decision === 'always' ? 'approval.always' : 'approval.posted', values: { channel } })
    })
  },
})
