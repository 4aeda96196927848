export interface RedisHost {
  host: string
  port: number
}

interface Access {
  username: string | undefined
  password: string | undefined
  tls: boolean
  /** The IP version by which host names are resolved; 0: both. */
  family: number
}

/** Several servers of which Sentinels know the primary. `name` is what the Sentinels call it. */
interface SentinelAddress extends Access {
  kind: 'sentinel'
  sentinels: RedisHost[]
  name: string
  database: number
  sentinelUsername: string | undefined
  sentinelPassword: string | undefined
}

/** Where Redis is. `socket`: the server that this program started. */
export type RedisAddress =
  | { kind: 'socket'; path: string }
  | ({ kind: 'server'; database: number } & RedisHost & Access)
  | ({ kind: 'cluster'; nodes: RedisHost[] } & Access)
  | SentinelAddress

/** scheme, kind, user and password, hosts, path, query. A password may contain an @; a slash has to be escaped. */
const URL_PARTS = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^/?#]*)@)?([^@/?#]+)(\/[^?#]*)?(?:\?([^#]*))?$/

const DEFAULT_PORTS = { redis: 6379, sentinel: 26379 }

/** Decodes a part of a URL. If its escapes are invalid, returns it unchanged. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function toHost(text: string, defaultPort: number): RedisHost | undefined {
  const url = `redis://${text}`
  if (text === '' || !URL.canParse(url)) return undefined
  const { hostname, port } = new URL(url)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? defaultPort : Number(port) }
}

const toCredentials = (userInfo = '') => {
  const [username = '', ...password] = userInfo.split(':')
  return { username: decoded(username) || undefined, password: decoded(password.join(':')) || undefined }
}

const isNumber = (text: string) => /^\d{1,5}$/.test(text)

const OPTIONS = ['db', 'family', 'sentinelUsername', 'sentinelPassword']

const SHAPE =
  'must be a URL that starts with redis:// or rediss://, or redis+sentinel:// or rediss+sentinel:// and Sentinels'

const ESCAPES = 'must be a URL: in a user or password, write / ? # and % as %2F %3F %23 and %25'

/**
 * Reads the value of REDIS_URL: one server, Sentinels and the name of their primary, or the nodes of a cluster. A
 * mistake is the rest of a sentence that begins with the name of the setting, and never contains the value.
 */
export function parseRedisUrl(url: string): { address: RedisAddress } | { mistake: string } {
  const parts = URL_PARTS.exec(url)
  if (!parts) {
    if (/^rediss?(\+\w+)?:\/\//.test(url) && /,\s*rediss?(\+\w+)?:\/\//.test(url))
      return { mistake: 'must have redis:// and the password only once, before the first host' }
    return { mistake: /^rediss?(\+\w+)?:\/\//.test(url) ? ESCAPES : SHAPE }
  }
  const [, scheme, kind, userInfo, hostList = '', path = '', query = ''] = parts
  const isSentinel = kind === 'sentinel'
  const hosts = hostList.split(',').map((host) => toHost(host.trim(), DEFAULT_PORTS[isSentinel ? 'sentinel' : 'redis']))
  const known = hosts.filter((host) => host !== undefined)
  const [first] = known
  if (!first || known.length < hosts.length)
    return { mistake: 'must have hosts such as redis.example.org:6379, with commas between several' }

  const options = new URLSearchParams(query)
  const unknown = [...options.keys()].find((name) => !OPTIONS.includes(name))
  if (unknown !== undefined) return { mistake: `must not have options other than ${OPTIONS.join(', ')}` }
  const family = options.get('family') ?? '0'
  if (!['0', '4', '6'].includes(family)) return { mistake: 'must have 4, 6 or 0 (both) as family' }
  const access = { ...toCredentials(userInfo), tls: scheme === 'rediss', family: Number(family) }

  const segments = path.split('/').filter(Boolean).map(decoded)
  const name = isSentinel ? segments.shift() : undefined
  const database = segments.shift() ?? options.get('db') ?? '0'
  if (segments.length > 0 || !isNumber(database))
    return {
      mistake: `must have nothing after the ${isSentinel ? 'name of the primary' : 'host'} but a database number`,
    }

  if (isSentinel) {
    if (name === undefined)
      return { mistake: 'must have the name of the primary after the Sentinels, such as /mymaster' }
    const sentinelUsername = options.get('sentinelUsername') ?? undefined
    const sentinelPassword = options.get('sentinelPassword') ?? undefined
    const sentinel = { sentinels: known, name, database: Number(database), sentinelUsername, sentinelPassword }
    return { address: { kind: 'sentinel', ...access, ...sentinel } }
  }
  if (options.has('sentinelUsername') || options.has('sentinelPassword'))
    return { mistake: 'must start with redis+sentinel:// or rediss+sentinel:// to have a password for Sentinels' }
  if (kind === 'cluster' || known.length > 1) {
    if (Number(database) !== 0) return { mistake: 'must not have a database: a cluster only has database 0' }
    return { address: { kind: 'cluster', ...access, nodes: known } }
  }
  return { address: { kind: 'server', ...access, ...first, database: Number(database) } }
}

/** The passwords in the value of REDIS_URL, as written and decoded. */
export function passwordsOf(url: string): string[] {
  const userInfo = URL_PARTS.exec(url)?.[3] ?? ''
  const parsed = parseRedisUrl(url)
  const address = 'address' in parsed ? parsed.address : undefined
  const written = [userInfo.split(':').slice(1).join(':'), ...(/sentinelPassword=([^&#]*)/.exec(url)?.slice(1) ?? [])]
  const read = address && address.kind !== 'socket' ? [address.password ?? ''] : []
  if (address?.kind === 'sentinel') read.push(address.sentinelPassword ?? '')
  return [...written, ...read]
}
