import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

/** A process that stopped, or makes no calls, says nothing any more: then this fades. Seconds. */
const TTL_SECONDS = 10 * 60

const SERVICES = ['Discord', 'Strava'] as const
type Service = (typeof SERVICES)[number]

/** By how much a clock of ours is ahead of a service's, as any process last saw it. Milliseconds. */
export function createClockSkews({ redis }: { redis: Redis }) {
  return {
    /** Undefined: they agree. */
    async save(service: Service, skewMs: number | undefined): Promise<void> {
      if (skewMs === undefined) await redis.del(keys.clockSkew(service))
      else await redis.set(keys.clockSkew(service), skewMs, 'EX', TTL_SECONDS)
    },

    async read(): Promise<Partial<Record<Service, number>>> {
      const stored = await redis.mget(SERVICES.map((service) => keys.clockSkew(service)))
      return Object.fromEntries(
        SERVICES.flatMap((service, index) => (stored[index] == null ? [] : [[service, Number(stored[index])]])),
      )
    },
  }
}

export type ClockSkews = ReturnType<typeof createClockSkews>
