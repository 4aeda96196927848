import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { defineBackgroundJob } from '../define-job.ts'

const MINUTE_MS = 60_000

/** Between two tries. It goes on until Strava takes it, for as long as the tokens are kept for it: a week. Milliseconds. */
const RETRY_INTERVAL_MS = 15 * MINUTE_MS

/** Revokes a grant at Strava that could not be revoked while the member waited. Done already is done. */
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
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // Whatever it is, an outage or the operator's mistake, it may be over then.
      const retry = { kind: 'at', at: context.now() + RETRY_INTERVAL_MS } as const
      throw new AppError(error.kind, error.message, { userMessage: error.userMessage, retry })
    }
  },
})
