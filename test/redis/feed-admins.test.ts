import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type RedisServer, startRedisServer } from '../../sandbox/redis-server.ts'
import { createLog } from '../../src/logger.ts'
import { createEncryption } from '../../src/redis/encryption.ts'
import { createFeeds, type Feeds } from '../../src/redis/feeds.ts'
import { createGuildMembers } from '../../src/redis/guild-members.ts'
import { createKeyRotation } from '../../src/redis/key-rotation.ts'
import { keys } from '../../src/redis/keys.ts'
import { openStore } from '../../src/redis/repositories.ts'
import { createFeed } from '../core/builders.ts'
import { recordCommands } from '../support/record-commands.ts'
import { encryption, KEY } from '../support/test-encryption.ts'

const ANA = '300000000000000001'
const BEN = '300000000000000002'

let server: RedisServer
let redis: Redis
let feeds: Feeds
const HERE = { guildId: '100000000000000001', channelId: '200000000000000001' }
const THERE = { guildId: '100000000000000002', channelId: '200000000000000002' }

beforeAll(async () => {
  server = await startRedisServer()
  redis = new Redis(server.url)
  feeds = createFeeds({ redis, encryption })
})
beforeEach(() => redis.flushdb())
afterAll(async () => {
  await redis.quit()
  await server.close()
})

const addFeed = (addedBy: string | undefined, place = HERE) =>
  feeds.change(place.guildId, place.channelId, () => createFeed({ ...place, addedBy }))

/** The feeds in the index alone: while it is incomplete, all servers are read. */
async function indexed(userId: string) {
  await redis.hset(keys.feedAdmins(), 'complete', '1')
  return feeds.setUpBy(userId)
}

const countCommands = async (work: () => Promise<unknown>) => (await recordCommands(redis, work)).length

/** Feeds of many servers, all but one set up by Ben. */
async function manyServers(count: number): Promise<void> {
  const places = Array.from({ length: count }, (_, index) => ({
    guildId: String(400000000000000000n + BigInt(index)),
    channelId: '200000000000000003',
  }))
  await Promise.all(places.map((place) => addFeed(BEN, place)))
  await addFeed(ANA)
}

test('the feeds that an admin set up are found without reading those of all servers', async () => {
  await manyServers(300)
  await feeds.indexAdmins()
  const commands = await countCommands(async () => expect(await feeds.setUpBy(ANA)).toEqual([HERE]))
  expect(commands).toBeLessThan(20)
})

test('the file of /strava data is created without reading all servers', async () => {
  await manyServers(300)
  await feeds.indexAdmins()
  const members = createGuildMembers({ redis, encryption, findMember: async () => ({ displayName: 'Ana' }) })
  await members.find(THERE.guildId, ANA)
  const store = await openStore({
    ...{
      redisUrl: server.url,
      dataDir: '',
      encryptionKeys: [Buffer.from(KEY, 'base64')],
    },
    ...{ now: Date.now, log: createLog('silent') },
  })
  const { memberData } = await store.openRepositories('blocking')
  const commands = await countCommands(async () =>
    expect(await memberData.of({ userId: ANA })).toMatchObject({
      feedsSetUp: [HERE],
      serverProfiles: [{ guildId: THERE.guildId, displayName: 'Ana' }],
    }),
  )
  await store.close()
  expect(commands).toBeLessThan(60)
})

test('the index has the admin who set up a feed, until the feed is removed', async () => {
  await addFeed(ANA)
  await addFeed(ANA, THERE)
  expect(await indexed(ANA)).toHaveLength(2)
  await addFeed(BEN, THERE)
  expect(await indexed(ANA)).toEqual([HERE])
  await feeds.remove(HERE.guildId, HERE.channelId)
  expect(await indexed(ANA)).toEqual([])
  const to = { channelId: '200000000000000009', forum: false }
  await feeds.move(THERE.guildId, THERE.channelId, to, ANA)
  expect(await indexed(BEN)).toEqual([])
  expect(await indexed(ANA)).toEqual([{ guildId: THERE.guildId, channelId: to.channelId }])
  await feeds.forgetAdmin(ANA)
  expect(await redis.hgetall(keys.feedAdmins())).toEqual({ complete: '1' })
})

test('feeds saved by an older version are found before and after indexing, and the index drops removed feeds', async () => {
  await addFeed(ANA)
  await redis.del(keys.feedAdmins())
  expect(await feeds.setUpBy(ANA)).toEqual([HERE])
  await addFeed(BEN, THERE)
  await redis.del(keys.feeds(THERE.guildId))
  await feeds.indexAdmins()
  expect(await feeds.setUpBy(ANA)).toEqual([HERE])
  expect(await redis.hgetall(keys.feedAdmins())).toEqual({
    complete: '1',
    [`${HERE.guildId}:${HERE.channelId}`]: encryption.hashId(ANA),
  })
})

test('a rotation of the key keeps who set up a feed', async () => {
  await addFeed(ANA)
  await feeds.indexAdmins()
  const newest = Buffer.alloc(32, 9)
  const both = createEncryption([newest, Buffer.from(KEY, 'base64')])
  expect(await createFeeds({ redis, encryption: both }).setUpBy(ANA)).toEqual([HERE])
  await createKeyRotation({ redis, encryption: both }).run()
  const rotated = createFeeds({ redis, encryption: createEncryption([newest]) })
  expect(await rotated.setUpBy(ANA)).toEqual([HERE])
})
