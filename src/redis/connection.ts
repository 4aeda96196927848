import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis'
import type { Log } from '../logger.ts'
import type { RedisClient } from './redis-client.ts'
import { redisErrorCode } from './redis-errors.ts'
import type { RedisAddress } from './redis-url.ts'

/**
 * What happens while Redis is unavailable. `blocking`: commands wait; for workers, which have nothing else to do.
 * `fail-fast`: commands fail at once and are not sent later; for people who expect an answer within seconds.
 */
export type ConnectionMode = 'blocking' | 'fail-fast'

/** Commands on a `fail-fast` connection fail after this time, whatever Redis does. */
const COMMAND_TIMEOUT_MS = 1500

const CONNECT_TIMEOUT_MS = 5000

/** Pause before a retry while a cluster elects a primary or moves a slot. Milliseconds. */
const CLUSTER_RETRY_DELAY_MS = 100

/** How often the slot map of a cluster is refreshed. Milliseconds. */
const SLOTS_REFRESH_INTERVAL_MS = 5000

const retryStrategy = (times: number) => Math.min(50 * 2 ** Math.min(times, 6), 2000)

/** A demoted primary replies this to every write; by now the address or the Sentinels point to another server. */
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

/** MOVED and ASK are followed in both modes: the node that sent them did nothing. */
const CLUSTER_MODE_OPTIONS = {
  blocking: {
    maxRedirections: Number.POSITIVE_INFINITY,
    retryDelayOnMoved: CLUSTER_RETRY_DELAY_MS,
    retryDelayOnFailover: CLUSTER_RETRY_DELAY_MS,
    retryDelayOnClusterDown: CLUSTER_RETRY_DELAY_MS,
    retryDelayOnTryAgain: CLUSTER_RETRY_DELAY_MS,
  },
  'fail-fast': { enableOfflineQueue: false, retryDelayOnFailover: 0, retryDelayOnClusterDown: 0 },
} satisfies Record<ConnectionMode, ClusterOptions>

type ServerAddress = Exclude<RedisAddress, { kind: 'cluster' }>

function toServerOptions(address: ServerAddress, mode: ConnectionMode): Omit<RedisOptions, 'replyMapping'> {
  const common = { ...MODE_OPTIONS[mode], connectTimeout: CONNECT_TIMEOUT_MS, retryStrategy }
  if (address.kind === 'socket') return { ...common, path: address.path }
  const { username, password, tls, family, database: db } = address
  const access = { ...common, ...(username ? { username } : {}), ...(password ? { password } : {}), family, db }
  if (address.kind === 'server')
    return { ...access, host: address.host, port: address.port, ...(tls ? { tls: {} } : {}) }
  const { sentinels, name, sentinelUsername, sentinelPassword } = address
  return {
    ...access,
    ...{ sentinels, name, sentinelCommandTimeout: COMMAND_TIMEOUT_MS, sentinelRetryStrategy: retryStrategy },
    ...(sentinelUsername ? { sentinelUsername } : {}),
    ...(sentinelPassword ? { sentinelPassword } : {}),
    ...(tls ? { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
    // A primary that hangs closes no connection.
    failoverDetector: true,
  }
}

function connectCluster(address: Extract<RedisAddress, { kind: 'cluster' }>, mode: ConnectionMode, log: Log): Cluster {
  const { nodes, username, password, tls, family } = address
  const cluster = new Cluster(nodes, {
    ...CLUSTER_MODE_OPTIONS[mode],
    clusterRetryStrategy: retryStrategy,
    slotsRefreshInterval: SLOTS_REFRESH_INTERVAL_MS,
    slotsRefreshTimeout: COMMAND_TIMEOUT_MS,
    // A certificate is for a host name, not for its address.
    ...(tls ? { dnsLookup: (host: string, found: (error: null, host: string) => void) => found(null, host) } : {}),
    redisOptions: {
      ...MODE_OPTIONS[mode],
      ...{ connectTimeout: CONNECT_TIMEOUT_MS, family },
      ...(username ? { username } : {}),
      ...(password ? { password } : {}),
      ...(tls ? { tls: {} } : {}),
    },
  })
  const failing = new Set<string>()
  cluster.on('node error', (error: Error, node: string) => {
    if (!failing.has(node)) log.warn({ err: error, node }, 'a node of the Redis cluster is unavailable')
    failing.add(node)
  })
  cluster.on('+node', (node: Redis) => {
    node.once('ready', () => {
      const name = `${node.options.host}:${node.options.port}`
      if (failing.delete(name)) log.info({ node: name }, 'the node of the Redis cluster is back')
    })
    // A command that finds a node connecting fails at once on a fail-fast connection.
    if (node.status === 'wait') node.connect().catch(() => {})
  })
  return cluster
}

/** Connects and keeps reconnecting. Logs an outage once when it begins and once when it ends. */
export function connect(address: RedisAddress, mode: ConnectionMode, log: Log): RedisClient {
  const redis =
    address.kind === 'cluster' ? connectCluster(address, mode, log) : new Redis(toServerOptions(address, mode))
  // ioredis adds a listener to the stream for each command that a demoted Redis refuses. Many at once are not a leak.
  if (redis instanceof Redis) redis.on('connect', () => redis.stream.setMaxListeners(0))
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
