import { toActivityDetailsCard } from '../../core/activity-details-card.ts'
import { isDeclined } from '../../core/list-visibility.ts'
import type { Requester } from '../../core/requester.ts'
import { type Audience, mayShow } from '../../core/sharing.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { AppError } from '../../errors.ts'
import type { MessageKey, ReplyButton } from '../../i18n/message.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { withMemberContext } from '../../jobs/member-context.ts'
import { resolveAthlete } from '../recent/recent-query.ts'
import { showPrivatelyButton } from '../reply-privacy.ts'
import { activityDetailsReply } from './activity-details-message.ts'
import { drawProfile } from './profile-image.ts'
import { FIRST_VIEW, type TableView } from './table-view.ts'

const nothingFoundError = (message: string, key: MessageKey, buttons: readonly ReplyButton[] = []) =>
  new AppError('nothing-found', message, { userMessage: { key }, buttons })

/** Athletes may see it on their own; other members don't learn why they may not. */
const notForChannelError = (
  message: string,
  key: 'activityDetails.hidden' | 'activityDetails.skipped',
  { memberId, activityId, audience }: ActivityQuery,
) =>
  memberId === undefined && audience === 'channel'
    ? nothingFoundError(message, key, [showPrivatelyButton(toCustomId('activity-private', activityId))])
    : nothingFoundError(message, 'activityDetails.goneMember')

interface ActivityQuery {
  requester: Requester
  /** Defaults to the requester. */
  memberId?: string | undefined
  activityId: string
  audience: Audience
  view?: TableView
}

/**
 * The details of one activity, the requester's own or of a member who shares automatically in this server. Athletes see
 * everything of their own; channels and other members only see what is public and not hidden.
 */
export async function replyWithActivity(query: ActivityQuery, context: JobContext): Promise<Reply> {
  const { requester, memberId, activityId, audience, view = FIRST_VIEW } = query
  const { guildId, locale } = requester
  const { athleteId, userId } = await resolveAthlete(query, context)
  const read = () => context.activities.find(athleteId, activityId)
  const found = await (memberId === undefined ? read() : withMemberContext(memberId, read))
  // Strava only returns an athlete's own activities; this makes sure of it.
  if (!found || found.athleteId !== athleteId)
    throw nothingFoundError('the member has no such activity', 'activityDetails.gone')
  if (!mayShow(found, audience)) throw notForChannelError('the activity is not public', 'activityDetails.hidden', query)
  if (audience === 'channel' && isDeclined(await context.posts.read(athleteId, activityId), guildId))
    throw notForChannelError('the member skipped the activity in this server', 'activityDetails.skipped', query)
  const units = await context.units.of(requester.userId)
  const detail = toActivityDetailsCard({ userId, activity: found, units, audience })
  const [member, images] = await Promise.all([
    context.members.find(guildId, userId),
    drawProfile({ activity: found, audience, units }, context, locale),
  ])
  const customId = ({ table, rows }: TableView) =>
    toCustomId('activity-table', table, rows, activityId, memberId, requester.userId)
  return activityDetailsReply({ detail, member: member ?? {}, profile: images, view, customId })
}
