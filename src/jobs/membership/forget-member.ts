import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { defineBackgroundJob } from '../define-job.ts'
import { disconnectMember } from './disconnect-member.ts'
import { offerSeats } from './offer-seats.ts'

/**
 * Deletes everything about a person because the operator says so: as after `/strava unlink`, also if they never
 * connected. Feeds that they set up stay, without their id.
 */
export const forgetMember = defineBackgroundJob({
  name: 'forget-member',
  payload: z.object({ userId: z.string() }),
  id: ({ userId }) => `forget-member-${userId}`,
  deduplication: 'while-pending',
  attempts: 12,
  priority: 'high',
  async execute({ userId }, context) {
    await context.feeds.forgetAdmin(userId)
    if (await context.seats.leave(userId)) await context.queue.add(offerSeats.request({}))
    const link = await context.links.find(userId)
    if (!link) return context.links.removeSettings(userId)
    await disconnectMember(link, context, { keepsPosts: false, reason: 'removed by the operator' })
    try {
      await context.accessTokens.finishRevocation(link.athleteId)
      await context.queue.add(offerSeats.request({}))
    } catch (error) {
      // The queued revocation tries again.
      if (!(error instanceof AppError)) throw error
    }
  },
})
