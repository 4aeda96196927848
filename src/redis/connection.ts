import { Redis, type RedisOptions } from 'ioredis'
import { AppError, SetupError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { redisErrorCode } from './redis-error-code.ts'

/** Where Redis is: a URL, or the socket of the embedded server. */
export type RedisAddress = { url: string } | { socket: string }

/**
 * What happens while Redis is unavailable. `blocking`: commands wait; for workers, which have nothing else to do.
 * `fail-fast`: commands fail at once and are not sent later; for people who expect an answer within seconds.
 */
export type ConnectionMode = 'blocking' | 'fail-fast'

/** Commands on a `fail-fast` connection fail after this time, whatever Redis does. */
const COMMAND_TIMEOUT_MS = 1500

/** A demoted primary replies this to every write; by now the address points to another server. */
const isDemoted = (error: Error) => redisErrorCode(error) === 'READONLY'

const MODE_OPTIONS = {
  // 2: reconnect and resend the command.
  blocking: { maxRetriesPerRequest: null, reconnectOnError: (error: Error) => (isDemoted(error) ? 2 : false) },
  'fail-fast': {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
    reconnectOnError: isDemoted,
  },
} satisfies Record<ConnectionMode, RedisOptions>

/** Connects and keeps reconnecting. Logs an outage once when it begins and once when it ends. */
export function connect(address: RedisAddress, mode: ConnectionMode, log: Log): Redis {
  const options = {
    ...MODE_OPTIONS[mode],
    connectTimeout: 5000,
    retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 6), 2000),
  }
  const redis = new Redis('url' in address ? address.url : address.socket, options)
  // ioredis adds a listener to the stream for each command that a demoted Redis refuses. Many at once are not a leak.
  redis.on('connect', () => redis.stream.setMaxListeners(0))
  let isUnavailable = false
  redis.on('error', (error) => {
    if (!isUnavailable) log.warn({ err: error }, 'Redis is unavailable')
    isUnavailable = true
  })
  redis.on('ready', () => {
    if (isUnavailable) log.info('Redis is back')
    isUnavailable = false
  })
  return redis
}

/**
 * Codes of a Redis that is loading its data, is full, cannot write to its disk or is not the primary, and of socket
 * errors.
 */
const UNAVAILABLE_CODES: ReadonlySet<string | undefined> = new Set([
  ...['LOADING', 'OOM', 'EXECABORT', 'MISCONF', 'READONLY', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'NOREPLICAS'],
  ...['ECONNREFUSED', 'ECONNRESET'],
])

/** Messages of ioredis errors for commands without a reply. These errors have no code or name of their own. */
const NO_REPLY_MESSAGES: ReadonlySet<string> = new Set([
  "Stream isn't writeable and enableOfflineQueue options is false",
  'Command timed out',
  'Connection is closed.',
  'Command aborted due to connection close',
])

/** The code of Redis' reply or of the socket error. */
const codeOf = (error: Error): string | undefined => redisErrorCode(error) ?? (error as NodeJS.ErrnoException).code

/**
 * Whether the error means that Redis is unreachable, too slow, or cannot store anything now. False for every
 * `AppError`: Strava and Discord reset connections too.
 */
export function isRedisUnavailable(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof AppError) return false
  return (
    error.name === 'MaxRetriesPerRequestError' ||
    UNAVAILABLE_CODES.has(codeOf(error)) ||
    NO_REPLY_MESSAGES.has(error.message)
  )
}

const UNTRUSTED_CERTIFICATE =
  'has a certificate that this machine does not trust: set NODE_EXTRA_CA_CERTS to the certificate of its authority'

/** Errors that waiting does not fix, by the first word of Redis' reply or the code of the socket error. */
const FATAL_ERRORS: Readonly<Record<string, string>> = {
  WRONGPASS: 'rejects the user or password',
  NOAUTH: 'requires a password, but REDIS_URL has none',
  NOPERM: 'denies the user a permission that this program needs',
  EPROTO: 'does not use TLS: use redis:// or another port',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not use TLS: use redis:// or another port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'does not use TLS: use redis:// or another port',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another host',
  CERT_HAS_EXPIRED: 'has an expired certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED_CERTIFICATE,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED_CERTIFICATE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED_CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED_CERTIFICATE,
}

/** Errors that may pass, and what they mean if they do not. */
const TRANSIENT_ERRORS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'has an unknown host name',
  EAI_AGAIN: 'has a host name that cannot be resolved: the DNS server does not answer',
  ECONNREFUSED: 'refuses connections: nothing listens on this port',
  EHOSTUNREACH: 'cannot be reached: there is no route to this host',
  ENETUNREACH: 'cannot be reached: there is no route to this host',
  LOADING: 'is still loading its data',
}

/** An unknown host name may belong to a container that is about to start. Milliseconds. */
const UNKNOWN_HOST_TIMEOUT_MS = 5000

/** ioredis falls back to database 0 when the database in the URL is refused. */
const isDatabaseRefused = (error: Error): boolean =>
  (error as Error & { command?: { name?: string } }).command?.name === 'select'

/** The server as the operator knows it, without user and password. */
const describeServer = ({ host, port, path }: RedisOptions) =>
  path ? 'The Redis of this program' : `REDIS_URL: the Redis at ${host}:${port}`

/** With the wrong scheme, a server without TLS waits for more data, and a server with TLS closes the connection. */
const tlsHint = ({ tls }: RedisOptions) =>
  tls ? 'perhaps it does not use TLS and needs redis://' : 'perhaps it requires TLS and needs rediss://'

/**
 * Resolves when the connection is ready. Rejects with a SetupError that gives the reason: at once if waiting does not
 * help, otherwise after `timeoutMs` milliseconds.
 */
export function waitUntilReady(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve()
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    let code = ''
    const settle = (why?: string) => {
      clearTimeout(timer)
      redis.off('ready', onReady)
      redis.off('error', onError)
      if (why === undefined) return resolve()
      reject(new SetupError(`${describeServer(redis.options)} ${why}.`))
    }
    const onReady = () => settle()
    const onError = (error: Error) => {
      code = codeOf(error) ?? ''
      const fatal = FATAL_ERRORS[code] ?? (isDatabaseRefused(error) ? `has no database ${redis.options.db}` : undefined)
      if (fatal) settle(fatal)
      else if (code === 'ENOTFOUND' && performance.now() - startedAt > UNKNOWN_HOST_TIMEOUT_MS)
        settle(TRANSIENT_ERRORS[code])
    }
    const onTimeout = () =>
      settle(TRANSIENT_ERRORS[code] ?? `did not answer within ${timeoutMs / 1000} s: ${tlsHint(redis.options)}`)
    const timer = setTimeout(onTimeout, timeoutMs)
    redis.on('ready', onReady)
    redis.on('error', onError)
  })
}
