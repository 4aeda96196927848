import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { keys } from '../../src/store/keys.ts'
import { createMembers, type Member } from '../../src/store/members.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const ANA: Member = { avatar: 'https://cdn.discordapp.com/embed/avatars/3.png' }

beforeEach(() => redis.flushdb())
afterAll(() => redis.quit())

/** Members of whom Discord says this; `asked` are the questions. */
function members(said: Member | undefined) {
  const asked: string[] = []
  const findMember = async (guildId: string, userId: string) => {
    asked.push(`${guildId} ${userId}`)
    return said
  }
  return { asked, ...createMembers({ redis, findMember }) }
}

test('who was there a few minutes ago, and their picture, is not asked again', async () => {
  const { find, has, asked } = members(ANA)
  expect(await find('1', '2')).toEqual(ANA)
  expect(await find('1', '2')).toEqual(ANA)
  expect(await has('1', '2')).toBe(true)
  expect(asked).toEqual(['1 2'])
  expect(await redis.ttl(keys.member('1', '2'))).toBeGreaterThan(290)
  expect(await redis.ttl(keys.member('1', '2'))).toBeLessThanOrEqual(300)
})

test('who is not there is asked each time, and nothing is kept', async () => {
  const { find, has, asked } = members(undefined)
  expect(await find('1', '2')).toBeUndefined()
  expect(await has('1', '2')).toBe(false)
  expect(asked).toHaveLength(2)
  expect(await redis.keys('*')).toEqual([])
})

test('what an earlier version kept, or a picture that is not known, is a member without a picture', async () => {
  await redis.set(keys.member('1', '2'), '1')
  const { find, has, asked } = members({ avatar: undefined })
  expect(await find('1', '2')).toEqual({ avatar: undefined })
  expect(asked).toEqual([])
  expect(await has('1', '3')).toBe(true)
  expect(await find('1', '3')).toEqual({ avatar: undefined })
  expect(asked).toEqual(['1 3'])
})
