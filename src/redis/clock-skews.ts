import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

/** Expires when the process that measured it stops or makes no calls. Seconds. */
const TTL_SECONDS = 10 * 60

const SERVICES = ['Discord', 'Strava'] as const
type Service = (typeof SERVICES)[number]

/** How far our clock is ahead of each service's clock, as last measured by any process. Milliseconds. */
export function createClockSkews({ redis }: { redis: Redis }) {
  return {
    /** Undefined: the clocks agree. */
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
