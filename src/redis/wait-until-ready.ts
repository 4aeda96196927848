import { Cluster } from 'ioredis'
import { SetupError } from '../errors.ts'
import type { RedisClient } from './redis-client.ts'
import { redisOrSocketCode } from './redis-errors.ts'
import type { RedisAddress, RedisHost } from './redis-url.ts'

const UNTRUSTED_CERTIFICATE =
  'has a certificate that this machine does not trust: set NODE_EXTRA_CA_CERTS to the certificate of its authority'

/** Our own codes for errors that Redis or ioredis report only as text. */
const [NOT_A_CLUSTER, CLUSTER_NODE, UNKNOWN_PRIMARY] = ['not-a-cluster', 'cluster-node', 'unknown-primary'] as const

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
  [UNKNOWN_PRIMARY]: 'is unknown to them: check the name after the hosts',
  [NOT_A_CLUSTER]: 'is not a cluster: give the address of one server, or of its Sentinels',
  [CLUSTER_NODE]: 'is a node of a cluster: list the nodes, with commas between them',
}

/** Errors that may pass, and what they mean if they do not. */
const TRANSIENT_ERRORS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'has an unknown host name',
  EAI_AGAIN: 'has a host name that cannot be resolved: the DNS server does not answer',
  ECONNREFUSED: 'refuses connections: nothing listens on this port',
  EHOSTUNREACH: 'cannot be reached: there is no route to this host',
  ENETUNREACH: 'cannot be reached: there is no route to this host',
  LOADING: 'is still loading its data',
  CLUSTERDOWN: 'is down: see CLUSTER INFO on its nodes',
}

/** An unknown host name may belong to a container that is about to start. Milliseconds. */
const UNKNOWN_HOST_TIMEOUT_MS = 5000

/** ioredis falls back to database 0 when the database in the URL is refused. */
const isDatabaseRefused = (error: Error): boolean =>
  (error as Error & { command?: { name?: string } }).command?.name === 'select'

const listHosts = (hosts: readonly RedisHost[]) => hosts.map(({ host, port }) => `${host}:${port}`).join(', ')

/** The server as the operator knows it, without user and password. */
function describeServer(address: RedisAddress): string {
  switch (address.kind) {
    case 'socket':
      return 'The Redis of this program'
    case 'server':
      return `REDIS_URL: the Redis at ${listHosts([address])}`
    case 'sentinel':
      return `REDIS_URL: the Redis that the Sentinels at ${listHosts(address.sentinels)} call ${address.name}`
    case 'cluster':
      return `REDIS_URL: the Redis cluster at ${listHosts(address.nodes)}`
  }
}

/**
 * With the wrong scheme, a server without TLS waits for more data, and a server with TLS closes the connection. One in
 * protected mode closes it as well, before its reply is read.
 */
const tlsHint = (address: RedisAddress) =>
  address.kind !== 'socket' && address.tls
    ? 'perhaps it does not use TLS and needs redis://'
    : 'perhaps it requires TLS and needs rediss://, or is in protected mode and needs a password'

/**
 * The code of an error while connecting. For Sentinels, ioredis only gives a text, which contains Redis' reply; for a
 * cluster, it gives the last node's error.
 */
function connectErrorCode(error: Error & { lastNodeError?: Error }): string {
  if (error.lastNodeError) return connectErrorCode(error.lastNodeError)
  const code = redisOrSocketCode(error)
  if (code !== undefined && code !== 'ERR') return code
  if (error.message.includes('cluster support disabled')) return NOT_A_CLUSTER
  if (error.message.endsWith('invalid reply: null')) return UNKNOWN_PRIMARY
  const known = [...Object.keys(FATAL_ERRORS), ...Object.keys(TRANSIENT_ERRORS)]
  return known.find((each) => error.message.includes(each)) ?? code ?? ''
}

/** Error events while connecting: of the connection, of a cluster node, of a Sentinel. */
const ERROR_EVENTS = ['error', 'node error', 'sentinelError']

/** Connects to all nodes: on a fail-fast connection, a command for a node that is still connecting fails. */
async function waitForNodes(redis: RedisClient): Promise<void> {
  if (!(redis instanceof Cluster)) return
  await Promise.all(redis.nodes('master').map((node) => node.ping().catch(() => {})))
}

/** A single node of a cluster accepts connections too, and then refuses most keys. */
async function findWrongMode(redis: RedisClient): Promise<string | undefined> {
  if (redis instanceof Cluster) return undefined
  const info = await redis.info('cluster').catch(() => '')
  return /^cluster_enabled:1/m.test(info) ? FATAL_ERRORS[CLUSTER_NODE] : undefined
}

/**
 * Resolves when the connection is ready. Rejects with a SetupError that gives the reason: at once if waiting does not
 * help, otherwise after `timeoutMs` milliseconds.
 */
export function waitUntilReady(redis: RedisClient, address: RedisAddress, timeoutMs: number): Promise<void> {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    let code = ''
    const settle = (why?: string) => {
      clearTimeout(timer)
      redis.off('ready', onReady)
      for (const event of ERROR_EVENTS) redis.off(event, onError)
      if (why === undefined) return resolve()
      reject(new SetupError(`${describeServer(address)} ${why}.`))
    }
    const onReady = () => void waitForNodes(redis).then(() => findWrongMode(redis).then(settle))
    const onError = (error: Error) => {
      code = connectErrorCode(error)
      const database = 'database' in address ? address.database : 0
      const fatal = FATAL_ERRORS[code] ?? (isDatabaseRefused(error) ? `has no database ${database}` : undefined)
      if (fatal) settle(fatal)
      else if (code === 'ENOTFOUND' && performance.now() - startedAt > UNKNOWN_HOST_TIMEOUT_MS)
        settle(TRANSIENT_ERRORS[code])
    }
    const onTimeout = () =>
      settle(TRANSIENT_ERRORS[code] ?? `did not answer within ${timeoutMs / 1000} s: ${tlsHint(address)}`)
    const timer = setTimeout(onTimeout, timeoutMs)
    redis.once('ready', onReady)
    for (const event of ERROR_EVENTS) redis.on(event, onError)
    if (redis.status === 'ready') onReady()
  })
}
