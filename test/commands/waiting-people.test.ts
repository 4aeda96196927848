import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { waitingMessages } from '../../src/commands/members/waiting-people.ts'
import { createGuildMembers } from '../../src/redis/guild-members.ts'
import { createSeats } from '../../src/redis/seats.ts'
import { encryption } from '../support/test-encryption.ts'

const GUILD = '100000000000000001'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
let time = 1_700_000_000_000
const seats = createSeats({ redis, encryption, now: () => time, capacity: 1 })

beforeEach(async () => {
  await redis.flushdb()
  // The only seat is taken.
  await redis.sadd('{domestique}:athletes', '1')
})
afterAll(() => redis.quit())

/** Who is listed, and the counts shown, after `waitingCount` people asked here and those at `leftIndexes` left the server. */
async function listWaiting(waitingCount: number, leftIndexes: readonly number[]) {
  const people = Array.from({ length: waitingCount }, (_, index) => String(300000000000000000n + BigInt(index)))
  for (const userId of people) {
    time += 1000
    await seats.request({ userId, guildId: GUILD, locale: 'en' }, { connects: false })
  }
  const findMember = async (_: string, userId: string) =>
    leftIndexes.includes(people.indexOf(userId)) ? undefined : { displayName: 'Invented' }
  const guildMembers = createGuildMembers({ redis, encryption, findMember })
  const text = JSON.stringify(await waitingMessages(GUILD, { seats, guildMembers }))
  return {
    people: people.flatMap((userId, index) => (text.includes(userId) ? [index] : [])),
    count: Number(/"members.waiting","values":{"count":(\d+)/.exec(text)?.[1] ?? 0),
    more: Number(/"more":(\d+)/.exec(text)?.[1] ?? 0),
  }
}

test('ten waiting people are listed, even if people before them left the server', async () => {
  expect(await listWaiting(15, [0, 1, 2])).toEqual({ people: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12], count: 12, more: 2 })
})

test('nobody is waiting if everyone who asked here left the server', async () => {
  const everybody = Array.from({ length: 12 }, (_, index) => index)
  expect(await listWaiting(12, everybody)).toEqual({ people: [], count: 0, more: 0 })
})

test('ten of many waiting people are listed, with the number of the others', async () => {
  expect(await listWaiting(25, [])).toEqual({ people: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], count: 25, more: 15 })
})
