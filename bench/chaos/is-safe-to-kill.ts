import { setTimeout as pause } from 'node:timers/promises'
import type { AthleteHandle } from '../../sandbox/strava/index.ts'
import type { Repositories } from '../../src/redis/repositories.ts'

/** Calls to Strava or Redis have arrived when this much more than the latency has passed. Milliseconds. */
const ARRIVAL_MARGIN_MS = 60

/**
 * Whether frozen processes may be killed: none of them holds a new refresh token that is not in Redis. Strava has
 * already invalidated the old one, so no program could keep the link if the process died then.
 */
export function createKillCheck(tokens: Repositories['tokens'], latency: number) {
  const isStored = async (athlete: AthleteHandle) => {
    const stored = await tokens.read(athlete.id)
    return stored?.refreshToken === athlete.grants()[0]?.refreshToken
  }
  return async (athletes: readonly AthleteHandle[]): Promise<boolean> => {
    await pause(latency + ARRIVAL_MARGIN_MS)
    // If Redis is unavailable, its tokens are unknown.
    const stored = await Promise.all(athletes.map(isStored)).catch(() => [false])
    return stored.every(Boolean)
  }
}
