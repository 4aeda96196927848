import type { StravaTokens } from '../strava/access-tokens.ts'
import { aad } from './aad.ts'
import { deleteIfEqual } from './compare-and-set.ts'
import type { Encryption } from './encryption.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'
import { retryUntilRedisAvailable } from './redis-errors.ts'

/** How long a revocation is retried. Seconds. */
const REVOCATION_TTL_SECONDS = 7 * 24 * 3600

/**
 * KEYS: athlete, tokens. ARGV: encrypted tokens. Saves while the athlete is linked, even if the tokens were removed as
 * dead meanwhile.
 */
const REPLACE_SCRIPT = `
if redis.call('EXISTS', KEYS[1], KEYS[2]) == 0 then return 0 end
redis.call('SET', KEYS[2], ARGV[1])
return 1
`

/** The tokens of linked athletes, encrypted and bound to the athlete. */
export function createTokenStore(options: { redis: RedisClient; encryption: Encryption; now: () => number }) {
  const { redis, encryption, now } = options
  /** Tokens encrypted with a missing key count as none: the member has to link again. */
  const decrypt = (athleteId: string, encrypted: string | null | undefined): StravaTokens | undefined => {
    const stored = encryption.decryptJson<[string, string, number]>(encrypted, aad.tokens(athleteId))
    if (!stored) return undefined
    const [accessToken, refreshToken, expiresAtSeconds] = stored
    return { accessToken, refreshToken, expiresAtSeconds }
  }
  /** Includes entries saved under an older key. */
  const revocations = (athleteId: string) => encryption.hashesOf(athleteId).map(keys.revocation)
  const encrypt = (athleteId: string, { accessToken, refreshToken, expiresAtSeconds }: StravaTokens) =>
    encryption.encryptJson([accessToken, refreshToken, expiresAtSeconds], aad.tokens(athleteId))

  return {
    /** For saving tokens in one step with their link. */
    encrypt,

    async read(athleteId: string): Promise<StravaTokens | undefined> {
      return decrypt(athleteId, await redis.get(keys.tokens(athleteId)))
    },

    /** Whether any are stored, even if no key decrypts them. */
    has: async (athleteId: string): Promise<boolean> => (await redis.exists(keys.tokens(athleteId))) === 1,

    /**
     * Saves renewed tokens unless the member left meanwhile. Returns whether they were saved. Retries until Redis
     * accepts them: the older ones are dead.
     */
    async replace(athleteId: string, tokens: StravaTokens): Promise<boolean> {
      const both = [keys.athlete(athleteId), keys.tokens(athleteId)] as const
      return retryUntilRedisAvailable(
        async () => (await redis.eval(REPLACE_SCRIPT, 2, ...both, encrypt(athleteId, tokens))) === 1,
      )
    },

    /** The grant is dead, so its tokens are useless. Newer tokens stay. */
    async remove(athleteId: string, tried: StravaTokens): Promise<void> {
      const stored = await redis.get(keys.tokens(athleteId))
      if (stored === null || decrypt(athleteId, stored)?.refreshToken !== tried.refreshToken) return
      await deleteIfEqual(redis, keys.tokens(athleteId), stored)
    },

    /** Moves the tokens to a pending revocation for at most a week. Idempotent. */
    async moveToRevocation(athleteId: string): Promise<void> {
      const encrypted = await redis.get(keys.tokens(athleteId))
      if (encrypted === null) return
      const hash = encryption.hashId(athleteId)
      await redis
        .multi()
        .set(keys.revocation(hash), encrypted, 'EX', REVOCATION_TTL_SECONDS)
        // Until Strava has revoked access, the athlete counts against the application's capacity.
        .zadd(keys.revocations(), now() + REVOCATION_TTL_SECONDS * 1000, hash)
        .expire(keys.revocations(), REVOCATION_TTL_SECONDS)
        .del(keys.tokens(athleteId))
        .exec()
    },

    /** Replaces the tokens of a pending revocation, if it still exists. */
    async replacePending(athleteId: string, tokens: StravaTokens): Promise<void> {
      for (const key of revocations(athleteId))
        await redis.set(key, encrypt(athleteId, tokens), 'EX', REVOCATION_TTL_SECONDS, 'XX')
    },

    async pendingRevocation(athleteId: string): Promise<StravaTokens | undefined> {
      const stored = await redis.mget(revocations(athleteId))
      return decrypt(
        athleteId,
        stored.find((encrypted) => encrypted !== null),
      )
    },

    async clearRevocation(athleteId: string): Promise<void> {
      await redis
        .multi()
        .del(...revocations(athleteId))
        .zrem(keys.revocations(), ...encryption.hashesOf(athleteId))
        .exec()
    },
  }
}
