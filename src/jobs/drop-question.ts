import { z } from 'zod'
import { defineBackgroundJob } from './define.ts'
import { takeDownPosts } from './leave.ts'

/** Drops a question that the member did not answer in a day: the activity is skipped. */
export const dropQuestion = defineBackgroundJob({
  name: 'drop-question',
  payload: z.object({ athleteId: z.string(), activityId: z.string(), channelId: z.string(), life: z.number() }),
  id: ({ activityId, channelId, life }) => `drop-${activityId}-${channelId}-${life}`,
  same: 'unfinished',
  attempts: 8,
  run: ({ athleteId, activityId, channelId, life }, deps) =>
    deps.withActivity(activityId, async () => {
      const post = (await deps.posts.read(athleteId, activityId))[channelId]
      if (post?.state !== 'asked' || post.life !== life) return
      if (post.messageId && post.placeId) await deps.channels.remove(post.placeId, post.messageId)
      const { messageId: _, placeId: __, ...rest } = post
      await deps.posts.write(athleteId, activityId, channelId, { ...rest, state: 'skipped' })
      const userId = await deps.links.ownerOf(athleteId)
      if (userId) await deps.questions.drop(userId, { activityId, channelId })
      // The member left while the question was taken back.
      else await takeDownPosts({ athleteId }, deps)
    }),
})
