import { z } from 'zod'
import { AppError } from '../errors.ts'
import { defineBackgroundJob } from './define.ts'

const MINUTE = 60_000

/** Between two tries. It goes on until Strava takes it, for as long as the tokens are kept for it: a week. Milliseconds. */
const PAUSE = 15 * MINUTE

/** Revokes a grant at Strava that could not be revoked while the member waited. Done already is done. */
export const revokeGrant = defineBackgroundJob({
  name: 'revoke-grant',
  payload: z.object({ athleteId: z.string() }),
  id: ({ athleteId }) => `revoke-${athleteId}`,
  same: 'unfinished',
  attempts: 12,
  delay: MINUTE,
  async run({ athleteId }, deps) {
    try {
      await deps.revocations.carryOut(athleteId)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // Whatever it is, an outage or the operator's mistake, it may be over then.
      const retry = { kind: 'at', at: deps.now() + PAUSE } as const
      throw new AppError(error.kind, error.message, { say: error.say, retry })
    }
  },
})
