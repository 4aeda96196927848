import { toRecentCard } from '../core/activity-card.ts'
import type { Audience } from '../core/sharing.ts'
import { isSportGroup } from '../core/sport-groups.ts'
import type { ReplyButton } from '../discord/reply.ts'
import { AppError } from '../errors.ts'
import type { Message } from '../i18n/message.ts'
import { defineCommandJob } from './define-job.ts'
import {
  encodeButtonId,
  type RecentPage,
  type RecentQuery,
  readRecentPage,
  recentQuerySchema,
  resolveAthlete,
} from './recent-query.ts'
import { commandJobId } from './requester.ts'

const nothingFoundError = (message: Message) =>
  new AppError('nothing-found', 'there is nothing to show', { userMessage: message })

function explainNothingFound(
  { sport, memberId, page = 1 }: RecentQuery,
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
  if (matchingSport > 0) return nothingFoundError({ key: 'recent.hidden' })
  if (sport && examined > 0) {
    const key = isSportGroup(sport) ? 'recent.noneGroup' : 'recent.noneSport'
    return nothingFoundError({ key, values: { count: examined, sport: { sport } } })
  }
  return nothingFoundError({ key: 'recent.none' })
}

/** What the requester can do about a page: turn it, and show the channel what they alone see. */
function buttonsOf(query: RecentQuery, hasOlder: boolean): ReplyButton[] {
  const { page = 1, requester } = query
  const pageButton = (to: number) => encodeButtonId('recent-page', query, to)
  const pages: ReplyButton[] = [
    { label: 'button.newer', customId: pageButton(page - 1), disabled: page === 1 },
    { label: 'button.older', customId: pageButton(page + 1), disabled: !hasOlder },
  ]
  return [
    ...(page > 1 || hasOlder ? pages : []),
    ...(requester.ephemeral
      ? [{ label: 'button.share', customId: encodeButtonId('recent-share', query, page) } as const]
      : []),
  ]
}

/** The latest activities of the requester, or of a member who shares them by themselves in this server. */
export const recent = defineCommandJob({
  name: 'recent',
  payload: recentQuerySchema,
  id: commandJobId('recent'),
  attempts: 4,
  async execute(query, context) {
    const { requester, memberId, sport, page = 1 } = query
    const link = await resolveAthlete(query, context)
    const audience: Audience = memberId === undefined && requester.ephemeral ? 'athlete' : 'channel'
    const [recentPage, units] = await Promise.all([
      readRecentPage(link, query, audience, context),
      context.units.of(requester.userId),
    ])
    const { activities, hasOlder } = recentPage
    if (activities.length === 0) throw explainNothingFound(query, recentPage)
    const card = toRecentCard({ userId: link.userId, sportType: sport, activities, units })
    return { ...card, page, buttons: buttonsOf(query, hasOlder) }
  },
})
