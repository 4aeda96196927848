import { Redis, type RedisOptions } from 'ioredis'
import { AppError, SetupError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { redisErrorCode } from './redis-error-code.ts'

/** Where Redis is: an address, or the socket of the program's own server. */
export type RedisAddress = { url: string } | { socket: string }

/**
 * How a connection behaves while Redis is unavailable. `blocking`: a command waits, for workers that can do nothing else.
 * `fail-fast`: a command fails at once and nothing is sent later, for people who wait for an answer within seconds.
 */
export type ConnectionMode = 'blocking' | 'fail-fast'

/** After this long a command of a `fail-fast` connection has failed, whatever Redis does. */
const COMMAND_TIMEOUT_MS = 1500

/** A Redis that was demoted answers this from then on: the address leads to another one by now. */
const isDemoted = (error: Error) => redisErrorCode(error) === 'READONLY'

const MODE_OPTIONS = {
  // 2: connect anew, and send the command again.
  blocking: { maxRetriesPerRequest: null, reconnectOnError: (error: Error) => (isDemoted(error) ? 2 : false) },
  'fail-fast': {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
    reconnectOnError: isDemoted,
  },
} satisfies Record<ConnectionMode, RedisOptions>

/** Connects and goes on connecting: an outage is logged once when it begins and once when it ends. */
export function connect(address: RedisAddress, mode: ConnectionMode, log: Log): Redis {
  const options = {
    ...MODE_OPTIONS[mode],
    connectTimeout: 5000,
    retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 6), 2000),
  }
  const redis = new Redis('url' in address ? address.url : address.socket, options)
  // Each command that a demoted Redis refuses has ioredis listen to the end of the same connection: many at once are no leak.
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

/** Redis reads its file, is full, cannot write to its disk, or is not (any more) the one that is written to; or its socket says so. */
const UNAVAILABLE_CODES: ReadonlySet<string | undefined> = new Set([
  ...['LOADING', 'OOM', 'EXECABORT', 'MISCONF', 'READONLY', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'NOREPLICAS'],
  ...['ECONNREFUSED', 'ECONNRESET'],
])

/** Errors of ioredis for a command without a reply that have neither a code nor a name of their own. */
const NO_REPLY_MESSAGES: ReadonlySet<string> = new Set([
  "Stream isn't writeable and enableOfflineQueue options is false",
  'Command timed out',
  'Connection is closed.',
  'Command aborted due to connection close',
])

/** Of Redis' reply, or of the socket. */
const codeOf = (error: Error): string | undefined => redisErrorCode(error) ?? (error as NodeJS.ErrnoException).code

/**
 * Whether an error says that Redis cannot be reached, not in time, or cannot keep anything just now. An `AppError` says itself what it is:
 * Strava and Discord reset connections too.
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
  'has a certificate that this machine does not trust: name its authority in NODE_EXTRA_CA_CERTS'

/** Errors that no waiting mends, by the first word of a refusal or the code of a socket's error. */
const FATAL_ERRORS: Readonly<Record<string, string>> = {
  WRONGPASS: 'refuses the user or the password',
  NOAUTH: 'wants a password, and none is given',
  NOPERM: 'does not let the user do what this program needs',
  EPROTO: 'does not speak TLS: use redis://, or another port',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not speak TLS: use redis://, or another port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'does not speak TLS: use redis://, or another port',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another host',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED_CERTIFICATE,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED_CERTIFICATE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED_CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED_CERTIFICATE,
}

/** Errors that may pass, and what they mean when they do not. */
const TRANSIENT_ERRORS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'does not exist: no address is known for this name',
  EAI_AGAIN: 'has no address: the name server does not answer',
  ECONNREFUSED: 'is not there: nothing listens at this port',
  EHOSTUNREACH: 'cannot be reached: there is no way to this host',
  ENETUNREACH: 'cannot be reached: there is no way to this host',
  LOADING: 'still reads its data',
}

/** A name that is not known yet may be that of a container that is about to start. Milliseconds. */
const UNKNOWN_HOST_TIMEOUT_MS = 5000

/** ioredis goes on in the first database when the one of the address is refused. */
const isDatabaseRefused = (error: Error): boolean =>
  (error as Error & { command?: { name?: string } }).command?.name === 'select'

/** The server as an operator knows it: never with the user and the password. */
const describeServer = ({ host, port, path }: RedisOptions) =>
  path ? 'The Redis of this program' : `REDIS_URL: the Redis at ${host}:${port}`

/** A server that speaks no TLS waits for more, and one that does closes the connection, when the other kind of address leads to it. */
const tlsHint = ({ tls }: RedisOptions) =>
  tls ? 'perhaps it does not speak TLS, and wants redis://' : 'perhaps it wants TLS, and so rediss://'

/**
 * Resolves when the connection can be used. Rejects with a SetupError, which says why: at once where no waiting helps, else when `timeoutMs`
 * milliseconds have passed.
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
