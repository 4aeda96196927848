import type { Redis } from 'ioredis'
import type { Log } from '../log.ts'

/** What is wrong with a Redis that has to keep things. `unchecked`: it does not let us ask. */
export type RedisFault =
  | { kind: 'version'; version: string }
  | { kind: 'eviction'; policy: string }
  | { kind: 'persistence' }
  | { kind: 'unchecked' }

/** What this program, and BullMQ, need. */
const OLDEST = [6, 2] as const

const isTooOld = (version: string) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
}

/** A refusal by access rules, or by a provider that has renamed the command. Anything else is an outage. */
const isForbidden = (error: unknown) => error instanceof Error && /^(NOPERM|ERR unknown command)\b/.test(error.message)

/** Reads version, eviction policy and persistence of a server. `INFO` tells all of them, where `CONFIG` is often forbidden. */
export async function checkServer(redis: Redis): Promise<RedisFault[]> {
  const fields = await redis.info().then(
    (info) => new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value])),
    (error) => {
      if (!isForbidden(error)) throw error
      return undefined
    },
  )
  const version = fields?.get('redis_version')
  const policy = fields?.get('maxmemory_policy')
  const appendOnly = fields?.get('aof_enabled')
  return [
    ...(version !== undefined && isTooOld(version) ? [{ kind: 'version', version } as const] : []),
    ...(policy !== undefined && policy !== 'noeviction' ? [{ kind: 'eviction', policy } as const] : []),
    ...(appendOnly === '0' ? [{ kind: 'persistence' } as const] : []),
    ...(version === undefined || policy === undefined || appendOnly === undefined
      ? [{ kind: 'unchecked' } as const]
      : []),
  ]
}

function sentenceOf(fault: RedisFault): string {
  switch (fault.kind) {
    case 'version':
      return `Redis ${fault.version} is too old: use 6.2 or newer`
    case 'eviction':
      return `Redis may evict links and feeds: its maxmemory-policy is ${fault.policy}, set it to noeviction`
    case 'persistence':
      return 'Redis can lose links and feeds at a restart: it writes no append-only file, set appendonly to yes'
    case 'unchecked':
      return 'version, maxmemory-policy and persistence of Redis could not all be checked: see docs/setup.md for what it needs'
  }
}

export function logFaults(faults: readonly RedisFault[], log: Log): void {
  for (const fault of faults)
    log[fault.kind === 'unchecked' ? 'info' : 'warn']({ redis: fault.kind }, sentenceOf(fault))
}
