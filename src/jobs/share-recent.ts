import { z } from 'zod'
import { toRecentCard } from '../core/activity-card.ts'
import { textReply } from '../discord/reply.ts'
import { AppError } from '../errors.ts'
import { defineCommandJob } from './define-job.ts'
import { listVisible, readRecentPage, recentQuerySchema, resolveAthlete } from './recent-query.ts'
import { commandJobId } from './requester.ts'

/**
 * Shows the channel a page that the requester alone has seen, once: of its activities those that everyone may see at Strava. How many were left out
 * only the requester reads.
 */
export const shareRecent = defineCommandJob({
  name: 'share-recent',
  payload: recentQuerySchema.extend({ messageId: z.string() }),
  id: commandJobId('share-recent'),
  attempts: 4,
  async execute(payload, context) {
    const { messageId, ...query } = payload
    const { requester, memberId, sport, page = 1 } = query
    const link = await resolveAthlete(query, context)
    const seen = await readRecentPage(link, query, memberId === undefined ? 'athlete' : 'channel', context)
    const viewer = { link, guildId: requester.guildId, audience: 'channel' as const }
    // What the member sees of their own says nothing of what they hide from others.
    const listed = seen.activities.map((activity) => ({ ...activity, hidden: undefined }))
    const activities = await listVisible(viewer, listed, context)
    if (activities.length === 0) {
      const message = { key: 'recent.shareNothing' } as const
      throw new AppError('nothing-found', 'nothing of it may be shown in a channel', { userMessage: message })
    }
    if (!(await context.idempotency.claim(`share-${messageId}-${page}`, requester.interactionId))) {
      throw new AppError('bad-input', 'it was shared before', { userMessage: { key: 'recent.sharedAlready' } })
    }
    const hiddenCount = seen.activities.length - activities.length
    const card = toRecentCard({
      userId: link.userId,
      sportType: sport,
      activities,
      units: await context.units.of(requester.userId),
    })
    return {
      ...card,
      ...(hiddenCount > 0 ? { privateNote: textReply({ key: 'recent.leftOut', values: { count: hiddenCount } }) } : {}),
    }
  },
})
