import * as z from 'zod'
import { defineBackgroundJob } from '../define-job.ts'
import { deleteRemainingPosts } from '../membership/delete-messages.ts'
import { recordDecision } from '../sync-activity/record-decision.ts'

/** Ends an approval that the member did not answer in a day: the activity is skipped. */
export const expireApproval = defineBackgroundJob({
  name: 'expire-approval',
  payload: z.object({ athleteId: z.string(), activityId: z.string(), channelId: z.string(), generation: z.number() }),
  id: ({ activityId, channelId, generation }) => `expire-approval-${activityId}-${channelId}-${generation}`,
  deduplication: 'while-pending',
  attempts: 8,
  execute: ({ athleteId, activityId, channelId, generation }, context) =>
    context.withActivityLock(activityId, async () => {
      const post = (await context.posts.read(athleteId, activityId))[channelId]
      if (post?.state !== 'awaiting-approval' || post.generation !== generation) return
      if (post.messageId && post.messageChannelId)
        await context.channels.deleteMessage(post.messageChannelId, post.messageId)
      const { messageId: _, messageChannelId: __, ...rest } = post
      await context.dailyPosts.release(athleteId, channelId, activityId)
      await context.posts.write(athleteId, activityId, channelId, { ...rest, state: 'declined' })
      const where = { athleteId, activityId, guildId: post.guildId, channelId }
      await recordDecision({ ...where, outcome: 'skipped', reason: 'no answer within a day' }, context)
      const userId = await context.links.ownerOf(athleteId)
      if (userId) await context.approvals.drop(userId, { activityId, channelId })
      // The member left while the approval was withdrawn.
      else await deleteRemainingPosts({ athleteId }, context)
    }),
})
