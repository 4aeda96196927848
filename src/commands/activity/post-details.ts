import { z } from 'zod'
import { toActivityDetailsCard } from '../../core/activity-details-card.ts'
import type { Post } from '../../core/post.ts'
import { hiddenReason } from '../../core/post-rules.ts'
import { METRIC_UNITS } from '../../core/units.ts'
import { AppError } from '../../errors.ts'
import { withMemberContext } from '../../jobs/member-context.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { defineComponent } from '../define-command.ts'
import { activityDetailsReply } from './activity-details-message.ts'
import { drawProfile } from './profile-image.ts'

/** A post in state `posting` may exist without a known message id. */
const isPostOf = (post: Post | undefined, guildId: string, messageId: string) =>
  post?.guildId === guildId && ((post.state === 'posted' && post.messageId === messageId) || post.state === 'posting')

/**
 * The details of a post for anyone who asks. Shows what the member allows in this server now, as it is on Strava now.
 * Uses the reader's language, and their units or the feed's.
 */
export const postDetailsButton = defineComponent({
  args: z.object({ memberId: snowflake, activityId: snowflake, channelId: snowflake }),
  respondWith: 'ephemeral',
  inPublicMessages: true,
  attempts: 4,
  async execute({ requester: { userId, guildId, locale }, args, messageId }, context) {
    const { memberId, activityId, channelId } = args
    const [link, preference] = await Promise.all([
      context.links.find(memberId),
      context.sharePreferences.find(memberId, guildId),
    ])
    const member = await context.members.find(guildId, memberId, 'fresh')
    const notShared = new AppError('not-shared', 'the member no longer shares the activity here', {
      userMessage: { key: 'activityDetails.notShared', values: { member: { user: memberId } } },
    })
    if (!link || !preference || preference.mode === 'off' || !member) throw notShared
    const post = (await context.posts.read(link.athleteId, activityId))[channelId]
    if (!isPostOf(post, guildId, messageId)) throw notShared
    const activity = await withMemberContext(memberId, () => context.activities.find(link.athleteId, activityId))
    if (!activity || activity.athleteId !== link.athleteId || activity.visibility === 'only_me') {
      throw new AppError('nothing-found', 'the activity of a post is gone', {
        userMessage: { key: 'activityDetails.goneMember' },
      })
    }
    if (hiddenReason(activity, preference) !== undefined) throw notShared
    const feed = await context.feeds.find(guildId, channelId)
    const units = (await context.units.chosenBy(userId)) ?? feed?.units ?? METRIC_UNITS
    const detail = toActivityDetailsCard({ userId: memberId, activity, units, audience: 'channel' })
    const images = await drawProfile({ activity, audience: 'channel', units }, context, locale)
    return activityDetailsReply(detail, member, images)
  },
})
