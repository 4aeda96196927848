import { Redis, type RedisOptions } from 'ioredis'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'

/** Where Redis is: an address, or the socket of the program's own server. */
export type RedisAddress = { url: string } | { socket: string }

/**
 * How a connection behaves while Redis is away. `patient`: it waits, for workers that can do nothing else.
 * `hasty`: it fails at once and sends nothing later, for people who wait for an answer within seconds.
 */
export type Temper = 'patient' | 'hasty'

/** After this long a hasty command has failed, whatever Redis does. Milliseconds. */
export const HASTY_LIMIT = 1500

/** A Redis that was demoted answers this from then on: the address leads to another one by now. */
const isDemoted = (error: Error) => error.message.startsWith('READONLY')

const TEMPERS = {
  // 2: connect anew, and send the command again.
  patient: { maxRetriesPerRequest: null, reconnectOnError: (error: Error) => (isDemoted(error) ? 2 : false) },
  hasty: {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    commandTimeout: HASTY_LIMIT,
    reconnectOnError: isDemoted,
  },
} satisfies Record<Temper, RedisOptions>

/** Connects and goes on connecting: an outage is logged once when it begins and once when it ends. */
export function connect(address: RedisAddress, temper: Temper, log: Log): Redis {
  const options = {
    ...TEMPERS[temper],
    connectTimeout: 5000,
    retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 6), 2000),
  }
  const redis = new Redis('url' in address ? address.url : address.socket, options)
  // Each command that a demoted Redis refuses has ioredis listen to the end of the same connection: many at once are no leak.
  redis.on('connect', () => redis.stream.setMaxListeners(0))
  let away = false
  redis.on('error', (error) => {
    if (!away) log.warn({ err: error }, 'Redis is away')
    away = true
  })
  redis.on('ready', () => {
    if (away) log.info('Redis is back')
    away = false
  })
  return redis
}

/** Redis says first what is the matter: it reads its file, is full, cannot write to its disk, or is not (any more) the one that is written to. */
const CANNOT_WRITE = /^(LOADING|OOM|EXECABORT|MISCONF|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS)\b/

/** What ioredis says when there is no answer: it has no class for most of these. */
const NO_ANSWER = /Stream isn't writeable|Command timed out|Connection is closed|ECONNREFUSED|ECONNRESET/

/**
 * Whether an error says that Redis cannot be reached, not in time, or cannot keep anything just now. An `AppError` says itself what it is:
 * Strava and Discord reset connections too.
 */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof AppError) return false
  return error.name === 'MaxRetriesPerRequestError' || NO_ANSWER.test(error.message) || CANNOT_WRITE.test(error.message)
}

/** Resolves when the connection can be used; rejects when `limit` milliseconds have passed. */
export function whenReady(redis: Redis, limit: number): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve()
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      clearTimeout(timer)
      redis.off('ready', onReady)
      error ? reject(error) : resolve()
    }
    const onReady = () => settle()
    const timer = setTimeout(() => settle(new Error(`Redis did not answer within ${limit / 1000} s`)), limit)
    redis.on('ready', onReady)
  })
}
