import { setTimeout as pause } from 'node:timers/promises'
import type { AthleteHandle } from '../../sandbox/strava/index.ts'
import type { Repositories } from '../../src/redis/repositories.ts'

/** What is on its way to Strava or to Redis has arrived after this much more than the way takes. Milliseconds. */
const ARRIVAL_MARGIN_MS = 60

/**
 * Whether processes that stand still may be killed: none of them has a new refresh token in hand that Redis does not have. Strava has
 * ended the old one by then, so a process that dies with it costs the link, whatever a program does.
 */
export function createKillCheck(tokens: Repositories['tokens'], latency: number) {
  const isStored = async (athlete: AthleteHandle) => {
    const stored = await tokens.read(athlete.id)
    return stored?.refreshToken === athlete.grants()[0]?.refreshToken
  }
  return async (athletes: readonly AthleteHandle[]): Promise<boolean> => {
    await pause(latency + ARRIVAL_MARGIN_MS)
    // A Redis that is unavailable just now has not said what it has.
    const stored = await Promise.all(athletes.map(isStored)).catch(() => [false])
    return stored.every(Boolean)
  }
}
