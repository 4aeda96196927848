import type { Activity } from '../../core/activity.ts'
import { toActivityDetailsCard } from '../../core/activity-details-card.ts'
import { isDeclined, mayOthersSee } from '../../core/list-visibility.ts'
import { mayShow } from '../../core/sharing.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { withMemberContext } from '../../jobs/member-context.ts'
import { type AthleteQuery, audienceOf, resolveAthlete } from '../athlete-query.ts'
import { nothingFoundError } from '../nothing-found.ts'
import { showPrivatelyButton, visibilityButton } from '../reply-privacy.ts'
import { activityDetailsReply } from './activity-details-message.ts'
import { hiddenRadiusOf } from './hidden-ends.ts'
import { drawProfile } from './profile-image.ts'
import { FIRST_VIEW, type TableView } from './table-view.ts'

interface ActivityQuery extends AthleteQuery {
  activityId: string
  view?: TableView
  /** Whether this shares a private answer: then there is no button to show it privately. */
  isShare?: boolean
}

/**
 * Throws `nothing-found` if the channel may not see the activity. Athletes get a button to see it privately; other
 * members aren't told why it is hidden.
 */
async function rejectHidden(activity: Activity, query: ActivityQuery, context: JobContext): Promise<void> {
  const { requester, memberId, activityId, isShare } = query
  const { guildId } = requester
  const posts = await context.posts.read(activity.athleteId, activityId)
  if (memberId !== undefined) {
    const preference = await context.sharePreferences.find(memberId, guildId)
    if (mayOthersSee(activity, { guildId, preference, posts })) return
    throw nothingFoundError({ key: 'activityDetails.goneMember' })
  }
  if (mayShow(activity, 'channel') && !isDeclined(posts, guildId)) return
  const key = mayShow(activity, 'channel') ? 'activityDetails.skipped' : 'activityDetails.hidden'
  throw nothingFoundError({ key }, isShare ? [] : [showPrivatelyButton(toCustomId('activity-private', activityId))])
}

/**
 * The details of one activity, the requester's own or of a member who shares automatically in this server. Athletes see
 * everything of their own; channels and other members only see what is public and not hidden.
 */
export async function replyWithActivity(query: ActivityQuery, context: JobContext): Promise<Reply> {
  const { requester, memberId, activityId, view = FIRST_VIEW } = query
  const audience = audienceOf(query)
  const { guildId, locale } = requester
  const { athleteId, userId } = await resolveAthlete(query, context)
  const found = await withMemberContext(memberId, () => context.activities.find(athleteId, activityId))
  // Strava only returns an athlete's own activities; this makes sure of it.
  if (!found || found.athleteId !== athleteId) throw nothingFoundError({ key: 'activityDetails.gone' })
  if (audience === 'channel') await rejectHidden(found, query, context)
  const units = await context.units.of(requester.userId)
  const hiddenRadius = await hiddenRadiusOf({ memberId: userId, activityId }, context)
  const detail = toActivityDetailsCard({ userId, activity: found, units, audience, hiddenRadius })
  const [member, images] = await Promise.all([
    context.guildMembers.find(guildId, userId),
    drawProfile({ activity: found, audience, units }, context, locale),
  ])
  const customId = ({ table, rows }: TableView) =>
    toCustomId('activity-table', table, rows, activityId, memberId, requester.userId)
  const ownButton = () =>
    visibilityButton(requester, (action) =>
      toCustomId(`activity-${action}`, view.table, view.rows, activityId, requester.userId),
    )
  const buttons = memberId === undefined ? [ownButton()] : []
  return activityDetailsReply({ detail, member: member ?? {}, profile: images, view, customId, buttons })
}
