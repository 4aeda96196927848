import type { Post } from '../../core/post.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import { MODE_NAMES, sharingMessage } from '../../i18n/sharing-texts.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { requireLink } from '../../jobs/require-link.ts'
import { syncActivity } from '../../jobs/sync-activity/sync-activity.ts'
import { defineCommand } from '../define-command.ts'
import { boolean, choice, required } from '../options.ts'
import { APPROVAL_BUTTONS } from './approval-buttons.ts'

/** Activities posted in a server only because the member allowed followers-only or muted ones. */
async function restrictedPosts(athleteId: string, guildId: string, context: JobContext): Promise<string[]> {
  const all = await context.posts.all(athleteId)
  const isRestrictedPost = (post: Post) =>
    post.guildId === guildId && post.isRestricted === true && post.state === 'posted'
  return all.filter(([, posts]) => Object.values(posts).some(isRestrictedPost)).map(([activityId]) => activityId)
}

export const shareCommand = defineCommand({
  name: 'strava share',
  description: 'command.share',
  options: {
    mode: required(choice('command.share_mode', MODE_NAMES)),
    followers: boolean('command.share_followers'),
    muted: boolean('command.share_muted'),
  },
  ephemeral: true,
  async execute({ requester, options: changes }, context) {
    const link = await requireLink(requester, context)
    const preference = await context.sharePreferences.save(
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
  components: APPROVAL_BUTTONS,
})
