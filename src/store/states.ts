import { randomBytes } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { ShareMode } from '../domain/sharing.ts'
import { digest, keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

/** Who asked to link, and where. */
export interface LinkRequest {
  userId: string
  /** As Discord shows the person, for the consent page: anybody can choose any name. */
  userName: string
  /** The Discord username, by which the page tells people apart. Earlier versions did not keep it. */
  handle?: string | undefined
  guildId: string
  interactionId: string
  locale: string
}

/** How long a link's address works. Seconds. */
export const STATE_LIFE = 15 * 60

/** KEYS: state. ARGV: digest of the browser's secret, share mode. The first browser keeps the state; others get nothing. */
const BIND = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local browser = redis.call('HGET', KEYS[1], 'browser')
if browser and browser ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'browser', ARGV[1], 'share', ARGV[2])
return 1
`

/** KEYS: state. ARGV: digest of the browser's secret. Ends the state and answers what it held, in that browser alone. */
const TAKE = `
if redis.call('HGET', KEYS[1], 'browser') ~= ARGV[1] then return false end
local held = redis.call('HMGET', KEYS[1], 'request', 'share')
redis.call('DEL', KEYS[1])
return held
`

/** The addresses under which people link: each works once, for fifteen minutes, for one person, in one browser. */
export function createStates({ redis, sealing }: { redis: Redis; sealing: Sealing }) {
  const context = (state: string) => `state:${digest(state)}`

  return {
    /** Makes an address's secret part: 256 random bits. */
    async create(request: LinkRequest): Promise<string> {
      const state = randomBytes(32).toString('base64url')
      const sealed = sealing.seal(JSON.stringify(request), context(state))
      await redis.multi().hset(keys.state(state), 'request', sealed).expire(keys.state(state), STATE_LIFE).exec()
      return state
    },

    async find(state: string): Promise<LinkRequest | undefined> {
      const sealed = await redis.hget(keys.state(state), 'request')
      return sealed ? JSON.parse(sealing.open(sealed, context(state))) : undefined
    },

    /** Binds the state to the browser that holds `secret`, and remembers the choice. False when it is gone or another browser's. */
    async bind(state: string, secret: string, share: ShareMode): Promise<boolean> {
      return (await redis.eval(BIND, 1, keys.state(state), digest(secret), share)) === 1
    },

    /** Takes the state, once, in the browser it is bound to. */
    async take(state: string, secret: string): Promise<{ request: LinkRequest; share: ShareMode } | undefined> {
      const held = (await redis.eval(TAKE, 1, keys.state(state), digest(secret))) as [string, string] | null
      if (!held) return undefined
      return { request: JSON.parse(sealing.open(held[0], context(state))), share: held[1] as ShareMode }
    },
  }
}
