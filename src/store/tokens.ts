import type { Redis } from 'ioredis'
import { keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

/** A Strava grant as it is kept: `expiresAt` in epoch seconds. */
export interface StoredTokens {
  accessToken: string
  refreshToken: string
  expiresAt: number
}

/** Where the tokens of linked athletes are kept, sealed and bound to the athlete. */
export function createTokenStore({ redis, sealing }: { redis: Redis; sealing: Sealing }) {
  const context = (athleteId: string) => `tokens:${athleteId}`
  const opened = (athleteId: string, sealed: string | null): StoredTokens | undefined =>
    sealed === null ? undefined : JSON.parse(sealing.open(sealed, context(athleteId)))

  return {
    async read(athleteId: string): Promise<StoredTokens | undefined> {
      return opened(athleteId, await redis.get(keys.tokens(athleteId)))
    },

    /** New tokens also call off a revocation that is still due: it would end the new grant. */
    async save(athleteId: string, tokens: StoredTokens): Promise<void> {
      const sealed = sealing.seal(JSON.stringify(tokens), context(athleteId))
      await redis.multi().set(keys.tokens(athleteId), sealed).del(keys.revocation(athleteId)).exec()
    },

    /** Renewed tokens, unless the member left meanwhile. Answers whether they were kept. */
    async replace(athleteId: string, tokens: StoredTokens): Promise<boolean> {
      const sealed = sealing.seal(JSON.stringify(tokens), context(athleteId))
      return (await redis.set(keys.tokens(athleteId), sealed, 'XX')) === 'OK'
    },

    /** The grant is dead: what is kept of it opens nothing any more. */
    async remove(athleteId: string): Promise<void> {
      await redis.del(keys.tokens(athleteId))
    },

    /** Sets the tokens aside until Strava has revoked them, a week at most. Can be done twice. */
    async setAsideForRevocation(athleteId: string): Promise<void> {
      const sealed = await redis.get(keys.tokens(athleteId))
      if (sealed === null) return
      const week = 7 * 24 * 3600
      await redis.multi().set(keys.revocation(athleteId), sealed, 'EX', week).del(keys.tokens(athleteId)).exec()
    },

    async awaitingRevocation(athleteId: string): Promise<StoredTokens | undefined> {
      return opened(athleteId, await redis.get(keys.revocation(athleteId)))
    },

    async revoked(athleteId: string): Promise<void> {
      await redis.del(keys.revocation(athleteId))
    },
  }
}
