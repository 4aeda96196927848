import { describeRedisProblem, type RedisProblem } from '../redis/redis-check.ts'
import type { Finding, FindingSentences } from './finding.ts'

export type RedisServerFinding = Finding & { check: 'redis-server' } & (
    | { kind: 'redis-unavailable'; reason: string }
    | { kind: 'redis-unfit'; problem: RedisProblem }
    | { kind: 'redis-slow'; latencyMs: number }
  )

const check = 'redis-server'

/** A command takes several round trips, and Discord waits three seconds. Milliseconds. */
const MAX_LATENCY_MS = 100
const PINGS = 5

/** Whether the server stores nothing now, or soon will not. */
const isError = ({ kind }: RedisProblem) => kind === 'version' || kind === 'not-saving'

/** The shortest of a few round trips: a single slow one proves nothing. Milliseconds. */
async function measureLatency(ping: () => Promise<unknown>): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY
  for (let round = 0; round < PINGS; round += 1) {
    const startedAt = performance.now()
    await ping()
    shortest = Math.min(shortest, performance.now() - startedAt)
  }
  return Math.round(shortest)
}

/** Whether Redis can store data reliably, and responds fast enough. */
export async function checkRedis({
  findProblems,
  ping,
}: {
  findProblems: () => Promise<RedisProblem[]>
  ping: () => Promise<unknown>
}): Promise<RedisServerFinding[]> {
  const problems = await findProblems()
  const latencyMs = await measureLatency(ping)
  return [
    ...problems.map(
      (problem) => ({ check, severity: isError(problem) ? 'error' : 'warning', kind: 'redis-unfit', problem }) as const,
    ),
    ...(latencyMs > MAX_LATENCY_MS ? [{ check, severity: 'warning', kind: 'redis-slow', latencyMs } as const] : []),
  ]
}

/** Redis could not be reached or started. `reason`: a sentence that names the setting. */
export const redisUnavailableFinding = (reason: string): RedisServerFinding => ({
  check,
  severity: 'error',
  kind: 'redis-unavailable',
  reason,
})

export const redisServerSentences: FindingSentences<RedisServerFinding> = {
  'redis-unavailable': ({ reason }) => reason,
  'redis-unfit': ({ problem }) => `${describeRedisProblem(problem)}.`,
  'redis-slow': ({ latencyMs }) =>
    `Redis takes ${latencyMs} ms for each answer, and commands need several. Run it on this machine or in the same network.`,
}
