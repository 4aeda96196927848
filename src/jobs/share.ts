import { z } from 'zod'
import type { Post } from '../core/post.ts'
import { SHARE_MODES } from '../core/sharing.ts'
import { textReply } from '../discord/reply.ts'
import { AppError } from '../errors.ts'
import { sharingMessage } from '../i18n/sharing-texts.ts'
import { defineCommandJob } from './define-job.ts'
import type { JobContext } from './job-context.ts'
import { commandJobId, requesterSchema } from './requester.ts'
import { syncActivity } from './sync-activity/sync-activity.ts'

/** What stands in a server only because the member chose to show what is for followers, or muted. */
async function restrictedPosts(athleteId: string, guildId: string, context: JobContext): Promise<string[]> {
  const all = await context.posts.all(athleteId)
  const isRestrictedPost = (post: Post) =>
    post.guildId === guildId && post.isRestricted === true && post.state === 'posted'
  return all.filter(([, posts]) => Object.values(posts).some(isRestrictedPost)).map(([activityId]) => activityId)
}

/** Keeps what the member chose for this server. */
export const share = defineCommandJob({
  name: 'share',
  payload: z.object({
    requester: requesterSchema,
    mode: z.enum(SHARE_MODES),
    followers: z.boolean().optional(),
    muted: z.boolean().optional(),
  }),
  id: commandJobId('share'),
  attempts: 3,
  async execute({ requester, ...changes }, context) {
    const link = await context.links.find(requester.userId)
    if (!link)
      throw new AppError('not-linked', 'the requester has no link', { userMessage: { key: 'error.notLinked' } })
    const preference = await context.links.setSharePreference(
      requester.userId,
      requester.guildId,
      changes,
      requester.interactionId,
      context.now(),
    )
    if (changes.followers === false || changes.muted === false) {
      for (const activityId of await restrictedPosts(link.athleteId, requester.guildId, context)) {
        await context.queue.add(
          syncActivity.request({ athleteId: link.athleteId, activityId, visibilityMayHaveChanged: true }),
        )
      }
    }
    return textReply({ key: 'share.done', values: { sharing: sharingMessage(preference) } })
  },
})
