import type { Redis } from 'ioredis'
import type { Counted } from '../domain/tally.ts'
import { keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

/** What was counted is as good as new for this long. Milliseconds. */
const FRESH = 5 * 60_000

/** KEYS: athlete, tallies. ARGV: sealed tallies, their life. Kept only while the athlete is linked: they may have left meanwhile. */
const KEEP = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
`

/** What was counted last of an athlete's activities, sealed, for some minutes: sums by day and sport, and no activity. */
export function createTallies({ redis, sealing, now }: { redis: Redis; sealing: Sealing; now: () => number }) {
  const context = (athleteId: string) => `tallies:${athleteId}`

  return {
    async read(athleteId: string): Promise<Counted | undefined> {
      const sealed = await redis.get(keys.tallies(athleteId))
      const text = sealed === null ? undefined : sealing.peek(sealed, context(athleteId))
      if (text === undefined) return undefined
      const { countedAt, counted }: { countedAt: number; counted: Counted } = JSON.parse(text)
      return now() < countedAt + FRESH ? counted : undefined
    },

    async keep(athleteId: string, counted: Counted): Promise<void> {
      const sealed = sealing.seal(JSON.stringify({ countedAt: now(), counted }), context(athleteId))
      await redis.eval(KEEP, 2, keys.athlete(athleteId), keys.tallies(athleteId), sealed, FRESH)
    },

    /** Something of the athlete's has changed. */
    async forget(athleteId: string): Promise<void> {
      await redis.del(keys.tallies(athleteId))
    },
  }
}
