import * as z from 'zod'
import { toActivityDetailsCard } from '../../core/activity-details-card.ts'
import type { Post } from '../../core/post.ts'
import { hiddenReason } from '../../core/post-rules.ts'
import type { Requester } from '../../core/requester.ts'
import { METRIC_UNITS } from '../../core/units.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { AppError } from '../../errors.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { withMemberContext } from '../../jobs/member-context.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { defineComponent } from '../define-command.ts'
import { activityDetailsReply } from './activity-details-message.ts'
import { hiddenRadiusOf } from './hidden-ends.ts'
import { drawProfile } from './profile-image.ts'
import { FIRST_VIEW, type TableView, tableViewSchema } from './table-view.ts'

/** Identifies a post for as long as its message exists. */
export const postDetailsArgs = z.object({ memberId: snowflake, activityId: snowflake, channelId: snowflake })

/** A post in state `posting` may exist without a known message id. */
const isPostOf = (post: Post | undefined, guildId: string, messageId: string) =>
  post?.guildId === guildId && ((post.state === 'posted' && post.messageId === messageId) || post.state === 'posting')

const tableArgsSchema = tableViewSchema.extend({ ...postDetailsArgs.shape, postId: snowflake })

/** A post, and how its details are shown. */
type PostQuery = Omit<z.infer<typeof tableArgsSchema>, keyof TableView> & { requester: Requester; view: TableView }

/**
 * The details of a post. Shows what the member allows in this server now, as it is on Strava now. Uses the reader's
 * language, and their units or the feed's.
 */
async function replyWithPostDetails(query: PostQuery, context: JobContext): Promise<Reply> {
  const { requester, memberId, activityId, channelId, postId, view } = query
  const { userId, guildId, locale } = requester
  const [link, preference] = await Promise.all([
    context.links.find(memberId),
    context.sharePreferences.find(memberId, guildId),
  ])
  const member = await context.guildMembers.find(guildId, memberId, 'fresh')
  const notShared = new AppError('not-shared', 'the member no longer shares the activity here', {
    userMessage: { key: 'activityDetails.notShared', values: { member: { user: memberId } } },
  })
  if (!link || !preference || preference.mode === 'off' || !member) throw notShared
  const post = (await context.posts.read(link.athleteId, activityId))[channelId]
  if (!isPostOf(post, guildId, postId)) throw notShared
  const activity = await withMemberContext(memberId, () => context.activities.find(link.athleteId, activityId))
  if (!activity || activity.athleteId !== link.athleteId || activity.visibility === 'only_me') {
    throw new AppError('nothing-found', 'the activity of a post is gone', {
      userMessage: { key: 'activityDetails.goneMember' },
    })
  }
  if (hiddenReason(activity, preference) !== undefined) throw notShared
  const feed = await context.feeds.ofPost(guildId, channelId)
  const units = (await context.units.chosenBy(userId)) ?? feed?.units ?? METRIC_UNITS
  const hiddenRadius = await hiddenRadiusOf({ memberId, activityId }, context)
  const detail = toActivityDetailsCard({ userId: memberId, activity, units, audience: 'channel', hiddenRadius })
  const profile = await drawProfile({ activity, audience: 'channel', units }, context, locale)
  const customId = ({ table, rows }: TableView) =>
    toCustomId('post-table', table, rows, memberId, activityId, channelId, postId)
  return activityDetailsReply({ detail, member, profile, view, customId })
}

/** Shows the details of a post to anyone who clicks. */
export const postDetailsButton = defineComponent({
  args: postDetailsArgs,
  respondWith: 'ephemeral',
  inPublicMessages: true,
  attempts: 4,
  execute: ({ requester, args, messageId }, context) =>
    replyWithPostDetails({ requester, ...args, postId: messageId, view: FIRST_VIEW }, context),
})

/** Shows another table in the details of a post, or more of its rows, in the same message. */
export const postTableButton = defineComponent({
  args: tableArgsSchema,
  attempts: 4,
  execute: ({ requester, args: { table, rows, ...post } }, context) =>
    replyWithPostDetails({ requester, ...post, view: { table, rows } }, context),
})
