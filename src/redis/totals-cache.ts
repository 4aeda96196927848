import type { ActivityTotals } from '../core/totals.ts'
import { aad } from './aad.ts'
import { keys } from './keys.ts'
import type { RepositoryOptions } from './repository-options.ts'

const CACHE_TTL_MS = 5 * 60_000

/** KEYS: athlete, totals. ARGV: encrypted totals, lifetime. Saves only while the athlete is linked. */
const SAVE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
`

interface CachedTotals {
  storedAt: number
  totals: ActivityTotals
}

/** An athlete's latest totals, encrypted, for some minutes: sums by day and sport, no activities. */
export function createTotalsCache({ redis, encryption, now }: RepositoryOptions) {
  return {
    async read(athleteId: string): Promise<ActivityTotals | undefined> {
      const encrypted = await redis.get(keys.totals(athleteId))
      const cached = encryption.decryptJson<CachedTotals>(encrypted, aad.totals(athleteId))
      return cached && now() < cached.storedAt + CACHE_TTL_MS ? cached.totals : undefined
    },

    async keep(athleteId: string, totals: ActivityTotals): Promise<void> {
      const cached: CachedTotals = { storedAt: now(), totals }
      const encrypted = encryption.encryptJson(cached, aad.totals(athleteId))
      await redis.eval(SAVE, 2, keys.athlete(athleteId), keys.totals(athleteId), encrypted, CACHE_TTL_MS)
    },
  }
}

export type TotalsCache = ReturnType<typeof createTotalsCache>
