import { toRecentCard } from '../../core/activity-card.ts'
import { isSportGroup } from '../../core/sport-groups.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import type { AppError } from '../../errors.ts'
import type { ReplyButton } from '../../i18n/message.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { audienceOf, resolveAthlete } from '../athlete-query.ts'
import { nothingFoundError } from '../nothing-found.ts'
import { showPrivatelyButton, visibilityButton } from '../reply-privacy.ts'
import { recentReply } from './recent-message.ts'
import { type RecentPage, type RecentQuery, readRecentPage } from './recent-query.ts'

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

const customIdOf = (name: string, { requester, count, sport, memberId }: RecentQuery, page: number) =>
  toCustomId(name, page, count, sport, memberId, requester.userId)

function pageButtons(query: RecentQuery, hasOlder: boolean): ReplyButton[] {
  const { page } = query
  if (page === 1 && !hasOlder) return []
  return [
    { label: 'button.newer', customId: customIdOf('recent-page', query, page - 1), disabled: page === 1 },
    { label: 'button.older', customId: customIdOf('recent-page', query, page + 1), disabled: !hasOlder },
  ]
}

/** Makes a public list of the requester's own activities private, or shares a private list with the channel. */
export const visibilityButtons = (query: RecentQuery): ReplyButton[] =>
  query.memberId === undefined || query.requester.ephemeral
    ? [visibilityButton(query.requester, (action) => customIdOf(`recent-${action}`, query, query.page))]
    : []

/** A page of the requester's latest activities, or of a member who shares automatically in this server. */
export async function replyWithRecent(query: RecentQuery, context: JobContext): Promise<Reply> {
  const { requester, sport, page } = query
  const link = await resolveAthlete(query, context)
  const [recentPage, units] = await Promise.all([
    readRecentPage(link, query, audienceOf(query), context),
    context.units.of(requester.userId),
  ])
  const { activities, hasOlder } = recentPage
  if (activities.length === 0) throw explainNothingFound(query, recentPage)
  const card = toRecentCard({ userId: link.userId, sportType: sport, activities, units })
  return recentReply({ ...card, page, buttons: [...pageButtons(query, hasOlder), ...visibilityButtons(query)] })
}
