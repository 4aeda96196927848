import { z } from 'zod'
import type { Post } from '../domain/post.ts'
import { SHARE_MODES } from '../domain/sharing.ts'
import { AppError } from '../errors.ts'
import { notice } from '../text/notice.ts'
import { sharingSay } from '../text/sharing.ts'
import { askId, askSchema } from './ask.ts'
import { defineAskedJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { syncActivity } from './sync-activity.ts'

/** What stands in a server only because the member chose to show what is for followers, or muted. */
async function narrowPosts(athleteId: string, guildId: string, deps: JobDeps): Promise<string[]> {
  const all = await deps.posts.all(athleteId)
  const stands = (post: Post) => post.guildId === guildId && post.narrow === true && post.state === 'up'
  return all.filter(([, posts]) => Object.values(posts).some(stands)).map(([activityId]) => activityId)
}

/** Keeps what the member chose for this server. */
export const share = defineAskedJob({
  name: 'share',
  payload: z.object({
    ask: askSchema,
    mode: z.enum(SHARE_MODES),
    followers: z.boolean().optional(),
    muted: z.boolean().optional(),
  }),
  id: askId('share'),
  attempts: 3,
  async run({ ask, ...wish }, deps) {
    const link = await deps.links.find(ask.userId)
    if (!link) throw new AppError('not-linked', 'the asker has no link', { say: { key: 'error.notLinked' } })
    const choice = await deps.links.share(ask.userId, ask.guildId, wish, ask.interactionId, deps.now())
    if (wish.followers === false || wish.muted === false) {
      for (const activityId of await narrowPosts(link.athleteId, ask.guildId, deps)) {
        await deps.queue.add(syncActivity.request({ athleteId: link.athleteId, activityId, mayHide: true }))
      }
    }
    return notice({ key: 'share.done', values: { sharing: sharingSay(choice) } })
  },
})
