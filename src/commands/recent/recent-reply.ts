import { toRecentCard } from '../../core/activity-card.ts'
import type { Audience } from '../../core/sharing.ts'
import { isSportGroup } from '../../core/sport-groups.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { AppError } from '../../errors.ts'
import type { Message, ReplyButton } from '../../i18n/message.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { showPrivatelyButton } from '../reply-privacy.ts'
import { recentReply } from './recent-message.ts'
import { type RecentPage, type RecentQuery, readRecentPage, resolveAthlete } from './recent-query.ts'

const nothingFoundError = (message: Message, buttons: readonly ReplyButton[] = []) =>
  new AppError('nothing-found', 'there is nothing to show', { userMessage: message, buttons })

function explainNothingFound(
  { sport, memberId, page, count: wanted, requester }: RecentQuery,
  { examined, matchingSport }: RecentPage,
): AppError {
  if (page > 1) return nothingFoundError({ key: 'recent.noOlder' })
  if (memberId !== undefined) {
    const member = { user: memberId }
    return nothingFoundError(
      sport
        ? {
            key: isSportGroup(sport) ? 'recent.noneGroupMember' : 'recent.noneSportMember',
            values: { member, sport: { sport } },
          }
        : { key: 'recent.noneMember', values: { member } },
    )
  }
  if (matchingSport > 0) {
    const customId = toCustomId('recent-private', wanted, sport)
    return nothingFoundError({ key: 'recent.hidden' }, requester.ephemeral ? [] : [showPrivatelyButton(customId)])
  }
  if (sport && examined > 0) {
    const key = isSportGroup(sport) ? 'recent.noneGroup' : 'recent.noneSport'
    return nothingFoundError({ key, values: { count: examined, sport: { sport } } })
  }
  return nothingFoundError({ key: 'recent.none' })
}

/** Buttons to turn the page, and one to share a private list with the channel. */
function buttonsOf({ requester, page, count, sport, memberId }: RecentQuery, hasOlder: boolean): ReplyButton[] {
  const customId = (name: string, to: number) => toCustomId(name, to, count, sport, memberId, requester.userId)
  const pages: ReplyButton[] = [
    { label: 'button.newer', customId: customId('recent-page', page - 1), disabled: page === 1 },
    { label: 'button.older', customId: customId('recent-page', page + 1), disabled: !hasOlder },
  ]
  const share: ReplyButton = { label: 'button.share', customId: customId('recent-share', page) }
  return [...(page > 1 || hasOlder ? pages : []), ...(requester.ephemeral ? [share] : [])]
}

/** A page of the requester's latest activities, or of a member who shares automatically in this server. */
export async function replyWithRecent(query: RecentQuery, context: JobContext): Promise<Reply> {
  const { requester, memberId, sport, page } = query
  const link = await resolveAthlete(query, context)
  const audience: Audience = memberId === undefined && requester.ephemeral ? 'athlete' : 'channel'
  const [recentPage, units] = await Promise.all([
    readRecentPage(link, query, audience, context),
    context.units.of(requester.userId),
  ])
  const { activities, hasOlder } = recentPage
  if (activities.length === 0) throw explainNothingFound(query, recentPage)
  const card = toRecentCard({ userId: link.userId, sportType: sport, activities, units })
  return recentReply({ ...card, page, buttons: buttonsOf(query, hasOlder) })
}
