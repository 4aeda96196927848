import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { createGuildMembers, type GuildMember } from '../../src/redis/guild-members.ts'
import { keys } from '../../src/redis/keys.ts'
import { dumpRedis } from '../support/redis-dump.ts'
import { encryption } from '../support/test-encryption.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const KEY_OF_ANA = keys.member(encryption.hashId('member-profile:1:2'))
const ANA: GuildMember = { displayName: 'Ana', avatar: 'https://cdn.discordapp.com/embed/avatars/3.png' }

beforeEach(() => redis.flushdb())
afterAll(() => redis.quit())

/** Members as Discord reports them; `requestedIds` holds the requests. */
function createMembers(response: GuildMember | undefined) {
  const requestedIds: string[] = []
  const findMember = async (guildId: string, userId: string) => {
    requestedIds.push(`${guildId} ${userId}`)
    return response
  }
  return { requestedIds, ...createGuildMembers({ redis, encryption, findMember }) }
}

test('a membership with its name and profile picture is cached for a few minutes', async () => {
  const { find, has, requestedIds } = createMembers(ANA)
  expect(await find('1', '2')).toEqual(ANA)
  expect(await find('1', '2')).toEqual(ANA)
  expect(await has('1', '2')).toBe(true)
  expect(requestedIds).toEqual(['1 2'])
  expect(await redis.ttl(KEY_OF_ANA)).toBeGreaterThan(290)
  expect(await redis.ttl(KEY_OF_ANA)).toBeLessThanOrEqual(300)
})

test('a missing member is looked up each time, and nothing is stored', async () => {
  const { find, has, requestedIds } = createMembers(undefined)
  expect(await find('1', '2')).toBeUndefined()
  expect(await has('1', '2')).toBe(false)
  expect(requestedIds).toHaveLength(2)
  expect(await redis.keys('*')).toEqual([])
})

test('a member without a known name or picture is still a member', async () => {
  const { find, has, requestedIds } = createMembers({})
  expect(await has('1', '3')).toBe(true)
  expect(await find('1', '3')).toEqual({})
  expect(requestedIds).toEqual(['1 3'])
})

test('the stored data reveals neither the member nor the server', async () => {
  const [guildId, userId] = ['200000000000000001', '300000000000000002']
  const avatar = `https://cdn.discordapp.com/guilds/${guildId}/users/${userId}/avatars/0.png`
  const { find } = createMembers({ displayName: 'Ana Invented', avatar })
  await find(guildId, userId)
  expect(await find(guildId, userId)).toEqual({ displayName: 'Ana Invented', avatar })
  const stored = await dumpRedis(`${inject('redisUrl')}/${redis.options.db}`)
  expect(stored).toHaveLength(2)
  expect(stored.join()).not.toMatch(/[23]0{10}|Ana Invented/)
})

test('a fresh lookup asks Discord, and drops a cached member who left', async () => {
  await createMembers({}).find('1', '2')
  const { find, has, requestedIds } = createMembers(undefined)
  expect(await has('1', '2')).toBe(true)
  expect(await find('1', '2', 'fresh')).toBeUndefined()
  expect(await has('1', '2')).toBe(false)
  expect(requestedIds).toHaveLength(2)
})
