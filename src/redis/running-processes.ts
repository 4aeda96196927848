import { randomUUID } from 'node:crypto'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** What a process reports about itself. */
export interface RunningProcess {
  version: string
  roles: readonly string[]
  /** The format of what it stores. */
  storeVersion: number
  /** The name of its newest encryption key. */
  keyName: string
}

const REPORT_INTERVAL_MS = 15_000

/** A process that hasn't reported for this long has died. */
const MAX_SILENCE_MS = 45_000
const TTL_SECONDS = 60

type Report = RunningProcess & { at: number }

/** The processes that use this Redis: each reports itself while it runs. */
export function createRunningProcesses({ redis, now }: { redis: RedisClient; now: () => number }) {
  const id = randomUUID()
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const isSilent = ({ at }: Report) => now() - at > MAX_SILENCE_MS

  async function readReports(): Promise<[id: string, Report][]> {
    return Object.entries(await redis.hgetall(keys.processes())).map(([field, report]) => [field, JSON.parse(report)])
  }

  async function report(self: RunningProcess): Promise<void> {
    const silent = (await readReports()).filter(([, other]) => isSilent(other)).map(([field]) => field)
    if (isStopped) return
    const step = redis.multi().hset(keys.processes(), id, JSON.stringify({ ...self, at: now() }))
    if (silent.length > 0) step.hdel(keys.processes(), ...silent)
    await step.expire(keys.processes(), TTL_SECONDS).exec()
  }

  /** While Redis is unavailable, the next report comes as usual. */
  async function keepReporting(self: RunningProcess): Promise<void> {
    await report(self).catch(() => {})
    if (isStopped) return
    timer = setTimeout(keepReporting, REPORT_INTERVAL_MS, self)
    timer.unref()
  }

  return {
    /** Reports this process now and every few seconds. */
    start: keepReporting,

    async stop(): Promise<void> {
      isStopped = true
      clearTimeout(timer)
      await redis.hdel(keys.processes(), id)
    },

    list: async (): Promise<RunningProcess[]> =>
      (await readReports()).map(([, other]) => other).filter((other) => !isSilent(other)),
  }
}
