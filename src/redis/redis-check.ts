import type { Redis } from 'ioredis'
import type { Log } from '../logger.ts'
import { type RedisClient, serversOf } from './redis-client.ts'
import { redisErrorCode } from './redis-errors.ts'

/** A problem of a Redis that has to store data. `unchecked`: the server does not allow the check. */
export type RedisProblem =
  | { kind: 'version'; version: string }
  | { kind: 'eviction'; policy: string }
  | { kind: 'persistence' }
  /** The last write to the disk failed. */
  | { kind: 'not-saving' }
  /** `usedShare` of `maxmemory`, from 0 to 1. */
  | { kind: 'nearly-full'; usedShare: number }
  | { kind: 'unchecked' }

/** The minimum for this program and BullMQ. */
const MIN_VERSION = [6, 2] as const

const isTooOld = (version: string) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < MIN_VERSION[0] || (major === MIN_VERSION[0] && minor < MIN_VERSION[1])
}

/**
 * Replies to a forbidden `INFO`: by access rules, or by a provider that renamed the command. Anything else is an
 * outage.
 */
const FORBIDDEN_CODES: ReadonlySet<string | undefined> = new Set(['NOPERM', 'ERR'])

/** From this share of `maxmemory` on, an operator should act. */
const NEARLY_FULL_SHARE = 0.9

/** The fields of `INFO`; undefined if the server does not allow it. */
const readInfo = (redis: Redis): Promise<Map<string, string> | undefined> =>
  redis.info().then(
    (info) => new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value])),
    (error) => {
      if (!FORBIDDEN_CODES.has(redisErrorCode(error))) throw error
      return undefined
    },
  )

/**
 * Reads a server's version, eviction policy, persistence and memory. `INFO` has all of them; `CONFIG` is often
 * forbidden.
 */
async function checkServer(redis: Redis): Promise<RedisProblem[]> {
  const fields = await readInfo(redis)
  const version = fields?.get('redis_version')
  const policy = fields?.get('maxmemory_policy')
  const appendOnly = fields?.get('aof_enabled')
  const isSaving = ['aof_last_write_status', 'aof_last_bgrewrite_status'].every((name) => fields?.get(name) !== 'err')
  const usedShare = Number(fields?.get('used_memory')) / Number(fields?.get('maxmemory'))
  return [
    ...(version !== undefined && isTooOld(version) ? [{ kind: 'version', version } as const] : []),
    ...(policy !== undefined && policy !== 'noeviction' ? [{ kind: 'eviction', policy } as const] : []),
    ...(appendOnly === '0' ? [{ kind: 'persistence' } as const] : []),
    ...(isSaving ? [] : [{ kind: 'not-saving' } as const]),
    // Without a limit, it is infinite or not a number.
    ...(Number.isFinite(usedShare) && usedShare >= NEARLY_FULL_SHARE
      ? [{ kind: 'nearly-full', usedShare } as const]
      : []),
    ...(version === undefined || policy === undefined || appendOnly === undefined
      ? [{ kind: 'unchecked' } as const]
      : []),
  ]
}

/** The problems of a server, or of all primaries of a cluster, each once. */
export async function checkRedisServer(redis: RedisClient): Promise<RedisProblem[]> {
  const problems = await Promise.all(serversOf(redis).map(checkServer))
  return [...new Map(problems.flat().map((problem) => [JSON.stringify(problem), problem])).values()]
}

/** Empty if the server doesn't say. */
export async function readRedisVersion(redis: RedisClient): Promise<string> {
  const [server] = serversOf(redis)
  return /^redis_version:(\S+)/m.exec((await server?.info('server').catch(() => '')) ?? '')?.[1] ?? ''
}

/** What is wrong and what to do, without a full stop. */
export function describeRedisProblem(problem: RedisProblem): string {
  switch (problem.kind) {
    case 'version':
      return `Redis ${problem.version} is too old: use 6.2 or newer`
    case 'eviction':
      return `Redis may evict connections and feeds: set maxmemory-policy to noeviction (now ${problem.policy})`
    case 'persistence':
      return 'Redis may lose connections and feeds at a restart: set appendonly to yes'
    case 'not-saving':
      return 'Redis cannot write to its disk: free some space, and read its log'
    case 'nearly-full':
      return `Redis has used ${Math.round(problem.usedShare * 100)}% of its memory and will refuse to store more: raise maxmemory`
    case 'unchecked':
      return 'could not check the version, maxmemory-policy and persistence of Redis: see docs/setup.md for the requirements'
  }
}

export function logRedisProblems(problems: readonly RedisProblem[], log: Log): void {
  for (const problem of problems)
    log[problem.kind === 'unchecked' ? 'info' : 'warn']({ redis: problem.kind }, describeRedisProblem(problem))
}
