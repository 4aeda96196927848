import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import type { Feed } from '../../src/core/feed.ts'
import type { Post } from '../../src/core/post.ts'
import { createFeeds } from '../../src/redis/feeds.ts'
import { createHeldBack } from '../../src/redis/held-back.ts'
import { keys } from '../../src/redis/keys.ts'
import { createLinks } from '../../src/redis/links.ts'
import { createMapPreferences } from '../../src/redis/map-preferences.ts'
import { createMemberSnapshots } from '../../src/redis/member-snapshot.ts'
import { createPosts } from '../../src/redis/posts.ts'
import { createSharePreferences } from '../../src/redis/share-preferences.ts'
import { createFeed } from '../core/builders.ts'
import { encryption } from '../support/test-encryption.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const [ATHLETE, ACTIVITY] = ['4711', '17000000001']
const [USER, OTHER_USER] = ['300000000000000001', '300000000000000002']
const [SHARED, FORMER, UNRELATED] = ['100000000000000001', '100000000000000002', '100000000000000003']
const [CHANNEL, FORUM, FORMER_CHANNEL] = ['200000000000000001', '200000000000000002', '200000000000000003']
const NOW = Date.UTC(2026, 10, 25, 12)

const links = createLinks({ redis, encryption })
const sharePreferences = createSharePreferences({ redis })
const feeds = createFeeds({ redis, encryption })
const posts = createPosts({ redis, now: () => NOW })
const heldBack = createHeldBack({ redis })
const maps = createMapPreferences({ redis })
const snapshots = createMemberSnapshots({ redis, encryption, now: () => NOW })
const read = () => snapshots.read(ATHLETE, ACTIVITY)

const save = (feed: Feed) => feeds.change(feed.guildId, feed.channelId, () => feed)

const formerPost: Post = {
  ...{ state: 'posted', guildId: FORMER, messageId: '400000000000000001', generation: 1 },
  ...{ contentHash: 'abc', summaryHash: 'def', endedAt: NOW, isRestricted: false },
}

const linkMember = (userId: string) =>
  links.save(
    { userId, athleteId: ATHLETE, athleteName: 'Mira', scope: 'read,activity:read', linkedAt: NOW },
    'encrypted tokens',
  )

beforeEach(async () => {
  await redis.flushdb()
  await linkMember(USER)
  await sharePreferences.save(USER, SHARED, { mode: 'ask', followers: true }, '500000000000000001', NOW)
  await save(createFeed({ guildId: SHARED, channelId: CHANNEL, addedBy: OTHER_USER, sports: ['Run'] }))
  await save(createFeed({ guildId: SHARED, channelId: FORUM, forum: true }))
  await save(createFeed({ guildId: FORMER, channelId: FORMER_CHANNEL }))
  await save(createFeed({ guildId: UNRELATED, channelId: '200000000000000004' }))
})
afterAll(() => redis.quit())

const channelsOf = ({ feeds: found }: Awaited<ReturnType<typeof read>>) =>
  found.map(({ channelId }) => channelId).sort()

test('a member is read with their choices and the feeds of those servers', async () => {
  await maps.choose(USER, '1600', '500000000000000001')
  const snapshot = await read()
  expect(snapshot.link).toEqual({ userId: USER, athleteId: ATHLETE, linkedAt: NOW })
  expect([...snapshot.preferences]).toEqual([
    [SHARED, { mode: 'ask', followers: true, muted: false, photos: false, since: NOW }],
  ])
  expect(snapshot.mapChoice).toBe('1600')
  expect(channelsOf(snapshot)).toEqual([CHANNEL, FORUM])
  expect(snapshot.feeds).toContainEqual(
    createFeed({ guildId: SHARED, channelId: CHANNEL, addedBy: OTHER_USER, sports: ['Run'] }),
  )
  expect(snapshot.posts).toEqual({})
})

test('the feeds of servers in which the activity was posted are read too', async () => {
  await posts.write(ATHLETE, ACTIVITY, FORMER_CHANNEL, formerPost)
  await posts.write(ATHLETE, '17000000002', '200000000000000004', { ...formerPost, guildId: UNRELATED })
  const snapshot = await read()
  expect(channelsOf(snapshot)).toEqual([CHANNEL, FORUM, FORMER_CHANNEL])
  expect(snapshot.posts).toEqual({ [FORMER_CHANNEL]: formerPost })
})

test('a feed is paused while its pause lasts', async () => {
  const pausedFeeds = async () => (await read()).feeds.filter(({ pauseReason }) => pauseReason)
  await feeds.pause(SHARED, CHANNEL, 'no-permission', NOW, true)
  expect(await pausedFeeds()).toMatchObject([{ channelId: CHANNEL, pauseReason: 'no-permission' }])
  await feeds.resume(SHARED, CHANNEL, NOW)
  expect(await pausedFeeds()).toEqual([])
})

test("only the member's own forum thread counts as closed, while its pause lasts", async () => {
  const thread = { guildId: SHARED, forumId: FORUM, userId: USER, threadId: '600000000000000001' }
  await heldBack.pauseThread({ ...thread, userId: OTHER_USER }, NOW, true)
  expect((await read()).pausedForums).toEqual(new Set())
  await heldBack.pauseThread(thread, NOW, true)
  expect((await read()).pausedForums).toEqual(new Set([FORUM]))
  await heldBack.resumeThread(thread, NOW)
  expect((await read()).pausedForums).toEqual(new Set())
})

test('for an athlete who is no longer linked, only the posts are read', async () => {
  await posts.write(ATHLETE, ACTIVITY, FORMER_CHANNEL, formerPost)
  await links.remove({ userId: USER, athleteId: ATHLETE })
  const snapshot = await read()
  expect(snapshot).toMatchObject({ link: undefined, feeds: [], posts: { [FORMER_CHANNEL]: formerPost } })
})

test('a user who is now linked to another athlete is not the member', async () => {
  await links.remove({ userId: USER, athleteId: ATHLETE })
  await links.save(
    { userId: USER, athleteId: '4712', athleteName: 'Mira', scope: 'read,activity:read', linkedAt: NOW },
    'encrypted tokens',
  )
  await redis.set(keys.athlete(ATHLETE), USER)
  expect((await read()).link).toBeUndefined()
})
