import { z } from 'zod'
import { defineBackgroundJob } from './define.ts'

const MINUTE = 60_000

/** Revokes a grant at Strava that could not be revoked while the member waited. Done already is done. */
export const revokeGrant = defineBackgroundJob({
  name: 'revoke-grant',
  payload: z.object({ athleteId: z.string() }),
  id: ({ athleteId }) => `revoke-${athleteId}`,
  attempts: 12,
  delay: MINUTE,
  run: ({ athleteId }, deps) => deps.revocations.carryOut(athleteId),
})
