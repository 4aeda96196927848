import { toRecentCard } from '../../core/activity-card.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import type { Reply } from '../../discord/reply.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { resolveAthlete } from '../athlete-query.ts'
import { nothingFoundError } from '../nothing-found.ts'
import { claimShare } from '../reply-privacy.ts'
import { recentReply } from './recent-message.ts'
import { listVisible, type RecentQuery, readRecentPage } from './recent-query.ts'
import { visibilityButtons } from './recent-reply.ts'

/**
 * Shares a private page with the channel, once. Only includes activities that are public on Strava; only the requester
 * learns how many were left out.
 */
export async function shareRecent(query: RecentQuery, messageId: string, context: JobContext): Promise<Reply> {
  const { requester, memberId, sport, page } = query
  const link = await resolveAthlete(query, context)
  const seen = await readRecentPage(link, query, memberId === undefined ? 'athlete' : 'channel', context)
  const viewer = { link, guildId: requester.guildId, audience: 'channel' as const }
  // The private list shows everything, so hidden statistics have to be looked up again.
  const listed = seen.activities.map((activity) => ({ ...activity, hidden: undefined }))
  const activities = await listVisible(viewer, listed, context)
  if (activities.length === 0) throw nothingFoundError({ key: 'recent.hidden' })
  await claimShare({ messageId, part: [page] }, requester, context)
  const hiddenCount = seen.activities.length - activities.length
  const card = toRecentCard({
    userId: link.userId,
    sportType: sport,
    activities,
    units: await context.units.of(requester.userId),
  })
  const note = hiddenCount > 0 ? textReply({ key: 'recent.leftOut', values: { count: hiddenCount } }) : undefined
  return recentReply({ ...card, buttons: visibilityButtons(query) }, note)
}
