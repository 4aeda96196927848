import { randomBytes } from 'node:crypto'
import type { GuildProfile } from '../core/guild-profile.ts'
import type { ShareMode } from '../core/sharing.ts'
import { aad } from './aad.ts'
import { setFieldIfExists } from './compare-and-set.ts'
import { hashSecret, keys } from './keys.ts'
import type { RepositoryOptions } from './repository-options.ts'

/** Who asked to link, and where. */
export interface LinkRequest {
  userId: string
  /** The Discord display name, for the consent page. Anyone can choose any name. */
  userName: string
  /** The Discord username, which tells people apart on the page. */
  username: string
  guildId: string
  /** The server, for the consent page. Not set if its name isn't known. */
  guild?: GuildProfile | undefined
  /** Opens the channel in Discord. */
  channelUrl?: string | undefined
  interactionId: string
  locale: string
}

/** How long a state works. Seconds. */
export const STATE_TTL_SECONDS = 15 * 60

/** How long the browser that used a state can see the result again. Seconds. */
const USED_STATE_TTL_SECONDS = 10 * 60

/**
 * KEYS: state. ARGV: digests of the browser's new secret, of its previous one (or ''), of the visit whose form was sent
 * (or ''), share mode. The first browser keeps the state and its newest form counts; others get nothing.
 */
const BIND_SCRIPT = `
if redis.call('HEXISTS', KEYS[1], 'request') == 0 then return 0 end
local browser = redis.call('HGET', KEYS[1], 'browser')
local visit = redis.call('HGET', KEYS[1], 'visit')
local sameVisit = visit and visit ~= '' and visit == ARGV[3]
if browser and browser ~= ARGV[2] and not sameVisit then return 0 end
redis.call('HSET', KEYS[1], 'browser', ARGV[1], 'visit', ARGV[3], 'share', ARGV[4])
return 1
`

/**
 * KEYS: state. ARGV: digest of the browser's secret, digest of the callback, now, lifetime of a used state. Only in the
 * bound browser: uses the state and returns its content, or, if it is already used, the result.
 */
const TAKE_SCRIPT = `
if redis.call('HGET', KEYS[1], 'browser') ~= ARGV[1] then return false end
local request = redis.call('HGET', KEYS[1], 'request')
if request then
  redis.call('HDEL', KEYS[1], 'request')
  redis.call('HSET', KEYS[1], 'usedRequest', request, 'callback', ARGV[2], 'usedAt', ARGV[3])
  redis.call('EXPIRE', KEYS[1], ARGV[4])
  return { 'first', request, redis.call('HGET', KEYS[1], 'share') }
end
local used = redis.call('HMGET', KEYS[1], 'usedRequest', 'callback', 'usedAt', 'outcome')
return { 'again', used[1], used[2], used[3], used[4] or '' }
`

/** What the bound browser gets: the choice on the first callback, later its result. Times in epoch milliseconds. */
export type TakenState = { request: LinkRequest } & (
  | { isFirst: true; share: ShareMode }
  | { isFirst: false; isSameCallback: boolean; usedAt: number; outcome: string | undefined }
)

/** OAuth `state` values. Each works once, for fifteen minutes, for one person, in one browser. */
export function createOAuthStates({ redis, encryption, now }: RepositoryOptions) {
  const aadOf = (state: string) => aad.oauthState(hashSecret(state))

  return {
    /** Creates a state, the secret part of a connect link: 256 random bits. */
    async create(request: LinkRequest): Promise<string> {
      const state = randomBytes(32).toString('base64url')
      const encrypted = encryption.encryptJson(request, aadOf(state))
      await redis
        .multi()
        .hset(keys.oauthState(state), 'request', encrypted)
        .expire(keys.oauthState(state), STATE_TTL_SECONDS)
        .exec()
      return state
    },

    async find(state: string): Promise<LinkRequest | undefined> {
      const encrypted = await redis.hget(keys.oauthState(state), 'request')
      return encrypted ? JSON.parse(encryption.decrypt(encrypted, aadOf(state))) : undefined
    },

    /**
     * Binds the state to the browser that gets `secret` and saves the choice. A browser is recognized by the secret
     * that it got before or by the form it sends again. False if the state is gone or bound to another browser.
     */
    async bind(
      state: string,
      browser: { secret: string; before: string | undefined; visit: string | undefined },
      share: ShareMode,
    ): Promise<boolean> {
      const [before, visit] = [browser.before, browser.visit].map((value) => (value ? hashSecret(value) : '')) as [
        string,
        string,
      ]
      return (
        (await redis.eval(BIND_SCRIPT, 1, keys.oauthState(state), hashSecret(browser.secret), before, visit, share)) ===
        1
      )
    },

    /** Uses the state, once, in the bound browser. `callback` tells callbacks apart. */
    async take(state: string, secret: string, callback: string): Promise<TakenState | undefined> {
      const args = [hashSecret(secret), hashSecret(callback), now(), USED_STATE_TTL_SECONDS]
      const taken = (await redis.eval(TAKE_SCRIPT, 1, keys.oauthState(state), ...args)) as string[] | null
      if (!taken) return undefined
      const [which, encrypted = '', ...rest] = taken
      const request: LinkRequest = JSON.parse(encryption.decrypt(encrypted, aadOf(state)))
      if (which === 'first') return { request, isFirst: true, share: rest[0] as ShareMode }
      const [usedBy, usedAt, outcome] = rest
      const isSameCallback = usedBy === hashSecret(callback)
      return { request, isFirst: false, isSameCallback, usedAt: Number(usedAt), outcome: outcome || undefined }
    },

    /** Saves the result for the browser that comes back. */
    async finish(state: string, outcome: string): Promise<void> {
      await setFieldIfExists(redis, keys.oauthState(state), 'outcome', outcome)
    },

    async outcomeOf(state: string): Promise<string | undefined> {
      return (await redis.hget(keys.oauthState(state), 'outcome')) ?? undefined
    },
  }
}

export type OAuthStates = ReturnType<typeof createOAuthStates>
