import type { Redis } from 'ioredis'
import type { Log } from '../logger.ts'
import { redisErrorCode } from './redis-error-code.ts'

/** What is wrong with a Redis that has to keep things. `unchecked`: it does not let us ask. */
export type RedisProblem =
  | { kind: 'version'; version: string }
  | { kind: 'eviction'; policy: string }
  | { kind: 'persistence' }
  | { kind: 'unchecked' }

/** What this program, and BullMQ, need. */
const MIN_VERSION = [6, 2] as const

const isTooOld = (version: string) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < MIN_VERSION[0] || (major === MIN_VERSION[0] && minor < MIN_VERSION[1])
}

/** What `INFO` is refused with by access rules, and by a provider that has renamed the command. Anything else is an outage. */
const FORBIDDEN_CODES: ReadonlySet<string | undefined> = new Set(['NOPERM', 'ERR'])

/** Reads version, eviction policy and persistence of a server. `INFO` tells all of them, where `CONFIG` is often forbidden. */
export async function checkRedisServer(redis: Redis): Promise<RedisProblem[]> {
  const fields = await redis.info().then(
    (info) => new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value])),
    (error) => {
      if (!FORBIDDEN_CODES.has(redisErrorCode(error))) throw error
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

function sentenceOf(problem: RedisProblem): string {
  switch (problem.kind) {
    case 'version':
      return `Redis ${problem.version} is too old: use 6.2 or newer`
    case 'eviction':
      return `Redis may evict links and feeds: its maxmemory-policy is ${problem.policy}, set it to noeviction`
    case 'persistence':
      return 'Redis can lose links and feeds at a restart: it writes no append-only file, set appendonly to yes'
    case 'unchecked':
      return 'version, maxmemory-policy and persistence of Redis could not all be checked: see docs/setup.md for what it needs'
  }
}

export function logRedisProblems(problems: readonly RedisProblem[], log: Log): void {
  for (const problem of problems)
    log[problem.kind === 'unchecked' ? 'info' : 'warn']({ redis: problem.kind }, sentenceOf(problem))
}
