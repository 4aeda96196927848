import { z } from 'zod'
import { defineBackgroundJob } from '../define-job.ts'
import { deleteRemainingPosts } from '../membership/remove-member.ts'

/** Ends an approval that the member did not answer in a day: the activity is skipped. */
export const expireApproval = defineBackgroundJob({
  name: 'expire-approval',
  payload: z.object({ athleteId: z.string(), activityId: z.string(), channelId: z.string(), generation: z.number() }),
  id: ({ activityId, channelId, generation }) => `expire-approval-${activityId}-${channelId}-${generation}`,
  deduplication: 'while-pending',
  attempts: 8,
  run: ({ athleteId, activityId, channelId, generation }, deps) =>
    deps.withActivity(activityId, async () => {
      const post = (await deps.posts.read(athleteId, activityId))[channelId]
      if (post?.state !== 'awaiting-approval' || post.generation !== generation) return
      if (post.messageId && post.messageChannelId)
        await deps.channels.deleteMessage(post.messageChannelId, post.messageId)
      const { messageId: _, messageChannelId: __, ...rest } = post
      await deps.posts.write(athleteId, activityId, channelId, { ...rest, state: 'declined' })
      const userId = await deps.links.ownerOf(athleteId)
      if (userId) await deps.approvals.drop(userId, { activityId, channelId })
      // The member left while the approval was withdrawn.
      else await deleteRemainingPosts({ athleteId }, deps)
    }),
})
