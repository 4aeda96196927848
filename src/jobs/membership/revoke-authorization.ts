import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { defineBackgroundJob } from '../define-job.ts'
import { offerSeats } from './offer-seats.ts'

const MINUTE_MS = 60_000

/** Pause between two attempts, until Strava accepts the revocation or the tokens expire after a week. Milliseconds. */
const RETRY_INTERVAL_MS = 15 * MINUTE_MS

/** Revokes a grant that could not be revoked while the member waited. Idempotent. */
export const revokeAuthorization = defineBackgroundJob({
  name: 'revoke-authorization',
  payload: z.object({ athleteId: z.string() }),
  id: ({ athleteId }) => `revoke-authorization-${athleteId}`,
  deduplication: 'while-pending',
  attempts: 12,
  delay: MINUTE_MS,
  async execute({ athleteId }, context) {
    try {
      await context.accessTokens.finishRevocation(athleteId)
      await context.queue.add(offerSeats.request({}))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // Whatever the reason, an outage or a misconfiguration, it may be over by then.
      const retry = { kind: 'at', at: context.now() + RETRY_INTERVAL_MS } as const
      throw new AppError(error.kind, error.message, { userMessage: error.userMessage, retry })
    }
  },
})
