import { Redis } from 'ioredis'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { createEncryption } from '../../src/redis/encryption.ts'
import { keys } from '../../src/redis/keys.ts'
import { createTokenStore } from '../../src/redis/token-store.ts'
import type { StravaTokens } from '../../src/strava/access-tokens.ts'
import { createAccessTokens } from '../../src/strava/access-tokens.ts'
import type { Grant, Oauth } from '../../src/strava/oauth.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const store = createTokenStore({ redis, encryption: createEncryption([Buffer.alloc(32, 7)]), now: Date.now })
const storeWithOtherKeys = createTokenStore({
  redis,
  encryption: createEncryption([Buffer.alloc(32, 9)]),
  now: Date.now,
})

const ATHLETE = '4711'
const now = Date.UTC(2026, 10, 22, 7, 30)
const hoursFromNow = (hours: number) => now / 1000 + hours * 3600

const oldTokens: StravaTokens = {
  accessToken: 'access-1',
  refreshToken: 'refresh-1',
  expiresAtSeconds: hoursFromNow(-1),
}
const newTokens: StravaTokens = {
  accessToken: 'access-2',
  refreshToken: 'refresh-2',
  expiresAtSeconds: hoursFromNow(6),
}

beforeEach(async () => {
  await redis.flushdb()
  await redis.set(keys.athlete(ATHLETE), '300000000000000001')
  await redis.set(keys.tokens(ATHLETE), store.encrypt(ATHLETE, oldTokens))
})
afterAll(() => redis.quit())

const createRevokedError = () =>
  new AppError('authorization-revoked', 'invented', { userMessage: { key: 'error.authorizationRevoked' } })
const createGrant = (tokens: StravaTokens): Grant => ({ ...tokens, scope: undefined, athlete: undefined })

/** Tokens without a working lock, as if it were lost. `refresh` is Strava's answer. */
function createUnlockedTokens(refresh: (refreshToken: string) => Promise<Grant>) {
  const revoked: string[] = []
  const oauth = { refresh, revoke: async (token: string) => void revoked.push(token) } as unknown as Oauth
  const lock = <T>(_: string, work: () => Promise<T>) => work()
  return { revoked, tokens: createAccessTokens({ store, oauth, lock, now: () => now }) }
}

describe('tokens of a pending revocation', () => {
  const storeWithBothKeys = createTokenStore({
    redis,
    encryption: createEncryption([Buffer.alloc(32, 9), Buffer.alloc(32, 7)]),
    now: Date.now,
  })

  test('are found after a key rotation and deleted once revoked', async () => {
    await store.moveToRevocation(ATHLETE)
    expect(await storeWithBothKeys.pendingRevocation(ATHLETE)).toEqual(oldTokens)
    await storeWithBothKeys.replacePending(ATHLETE, newTokens)
    expect(await storeWithBothKeys.pendingRevocation(ATHLETE)).toEqual(newTokens)
    await storeWithBothKeys.clearRevocation(ATHLETE)
    expect(await storeWithBothKeys.pendingRevocation(ATHLETE)).toBeUndefined()
    expect(await redis.keys('*revocation*')).toEqual([])
  })

  test('have a key that does not reveal the athlete', async () => {
    await store.moveToRevocation(ATHLETE)
    expect((await redis.keys('*revocation*')).filter((key) => key.includes(ATHLETE))).toEqual([])
  })
})

describe('a refresh that lost its lock', () => {
  test('and gets a dead token uses the newer tokens of a faster refresh', async () => {
    const { tokens } = createUnlockedTokens(async () => {
      expect(await store.replace(ATHLETE, newTokens)).toBe(true)
      throw createRevokedError()
    })
    expect(await tokens.withAccessToken(ATHLETE, async (token) => token)).toBe('access-2')
    expect(await store.read(ATHLETE)).toEqual(newTokens)
  })

  test('and gets a dead token deletes it if no other refresh was faster', async () => {
    const { tokens } = createUnlockedTokens(() => Promise.reject(createRevokedError()))
    await expect(tokens.withAccessToken(ATHLETE, async (token) => token)).rejects.toMatchObject({
      kind: 'authorization-revoked',
    })
    expect(await redis.exists(keys.tokens(ATHLETE))).toBe(0)
  })

  test('and succeeds saves its tokens even if the old ones were deleted as dead meanwhile', async () => {
    const { tokens, revoked } = createUnlockedTokens(async () => {
      await store.remove(ATHLETE, oldTokens)
      return createGrant(newTokens)
    })
    expect(await tokens.withAccessToken(ATHLETE, async (token) => token)).toBe('access-2')
    expect(await store.read(ATHLETE)).toEqual(newTokens)
    expect(revoked).toEqual([])
  })

  test('and finds that the member left revokes the new tokens and stores nothing', async () => {
    const { tokens, revoked } = createUnlockedTokens(async () => {
      await redis.del(keys.athlete(ATHLETE), keys.tokens(ATHLETE))
      return createGrant(newTokens)
    })
    await expect(tokens.withAccessToken(ATHLETE, async (token) => token)).rejects.toMatchObject({
      kind: 'authorization-revoked',
    })
    expect(revoked).toEqual(['refresh-2'])
    expect(await redis.exists(keys.tokens(ATHLETE))).toBe(0)
  })
})

describe('tokens encrypted with a missing key', () => {
  test('count as missing, and are kept until the key is back', async () => {
    expect(await storeWithOtherKeys.read(ATHLETE)).toBeUndefined()
    await storeWithOtherKeys.remove(ATHLETE, oldTokens)
    expect(await store.read(ATHLETE)).toEqual(oldTokens)
  })

  test('become a pending revocation that has nothing to revoke', async () => {
    await storeWithOtherKeys.moveToRevocation(ATHLETE)
    expect(await storeWithOtherKeys.pendingRevocation(ATHLETE)).toBeUndefined()
    expect(await store.read(ATHLETE)).toBeUndefined()
  })
})
