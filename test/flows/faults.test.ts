import { afterEach, describe, expect, test } from 'vitest'
import type { Message } from '../../sandbox/discord/index.ts'
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'

let club: Club
let redis: PrivateRedis | undefined

afterEach(async () => {
  await redis?.start().catch(() => {})
  await club.close()
  await redis?.close()
  redis = undefined
  club.expectNoComplaints()
})

const isReady = async () => (await fetch(`http://127.0.0.1:${club.port}/readyz`)).status === 200

async function clubWithItsOwnRedis() {
  redis = await startRedis({ persistent: true })
  club = await openClub({ redisUrl: redis.url })
  const { who, athlete } = await club.member('ana', {
    activities: lately([activities.paceThatRoundsUp], club.clock.now()),
  })
  return { redis, who, athlete }
}

describe('while Redis is unavailable', () => {
  test('the requester reads so within three seconds, and nothing happens late', async () => {
    const { redis, who } = await clubWithItsOwnRedis()
    await redis.kill('SIGKILL')
    const interaction = who.runs(club.channel, '/strava recent')
    const message = await interaction.answered(3000)
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('nothing was changed')

    await redis.start()
    await expect.poll(isReady, { timeout: 5000 }).toBe(true)
    expect(await club.reads(who, '/strava recent count:1 private:True')).toContain('1 activity')
    expect(message.text(who)).toContain('nothing was changed')
    expect(club.strava.requests.filter(({ kind }) => kind === 'read')).toHaveLength(1)
  })

  test('so slow that it does not answer, the same, and the job that arrives late does nothing', async () => {
    const { redis, who } = await clubWithItsOwnRedis()
    redis.freeze()
    const message = await who.runs(club.channel, '/strava recent').answered(3000)
    expect(message.text(who)).toContain('nothing was changed')
    redis.thaw()
    expect(await club.reads(who, '/strava recent count:1 private:True')).toContain('1 activity')
    expect(club.strava.requests.filter(({ kind }) => kind === 'read')).toHaveLength(1)
    expect(message.text(who)).toContain('nothing was changed')
  })

  test.each([
    ['is full', 'fill', 'empty'],
    ['fails over', 'follow', 'lead'],
  ] as const)(
    'and it %s, the requester reads that nothing was done, and what happens meanwhile appears afterwards',
    async (_, begin, end) => {
      const { redis, who, athlete } = await clubWithItsOwnRedis()
      await club.addsFeed()
      expect(await club.reads(who, '/strava share mode:auto')).toContain('Saved')
      await redis[begin]()
      expect(await club.reads(who, '/strava recent')).toContain('nothing was changed')
      const activity = athlete.finishes(activities.run)
      // Strava was told that its event is not kept, and comes again.
      await expect.poll(() => club.strava.events.at(-1)?.attempts).toBe(2)
      await redis[end]()
      await club.strava.idle()
      expect(club.strava.events.at(-1)).toMatchObject({
        event: { object_id: Number(activity.id) },
        outcome: 'acknowledged',
      })
      await club.hurry()
      expect(club.channel.messages().filter((message) => message.text().includes('Before the milk'))).toHaveLength(1)
      expect(await club.reads(who, '/strava recent count:1')).toContain('1 activity')
    },
  )

  test('a press on a private question reads so, and the question stays to be answered afterwards', async () => {
    const { redis } = await clubWithItsOwnRedis()
    await club.addsFeed()
    const { who, athlete } = await club.member('bo', { share: 'ask' })
    athlete.finishes({ ...activities.run, gps: false })
    await club.strava.idle()
    await club.hurry()
    const [question] = who.directMessages() as [Message]
    await redis.kill('SIGKILL')
    const pressed = who.presses(question, 'Post it')
    await expect
      .poll(() =>
        pressed
          .followUps()
          .map((message) => message.text(who))
          .join(),
      )
      .toContain('nothing was changed')
    expect(question.deleted).toBe(false)
    await redis.start()
    await expect.poll(isReady, { timeout: 5000 }).toBe(true)
    await who.presses(question, 'Post it').answered()
    await club.settled()
    expect(club.channel.messages().filter((message) => message.text().includes('Before the milk'))).toHaveLength(1)
  })

  test('the process says that it is not ready, and is ready again when Redis is back', async () => {
    const { redis } = await clubWithItsOwnRedis()
    expect(await isReady()).toBe(true)
    await redis.kill('SIGKILL')
    expect(await isReady()).toBe(false)
    expect((await fetch(`http://127.0.0.1:${club.port}/healthz`)).status).toBe(200)
    await redis.start()
    await expect.poll(isReady, { timeout: 5000 }).toBe(true)
  })

  test('a page in the browser says that it should be tried again', async () => {
    const { redis } = await clubWithItsOwnRedis()
    await redis.kill('SIGKILL')
    const page = await fetch(`http://127.0.0.1:${club.port}/connect/whatever`)
    expect(page.status).toBe(503)
    expect(await page.text()).toContain('in a few minutes')
  })
})

describe('an interaction', () => {
  test('that expired while its job waited costs nothing and leaves the worker healthy', async () => {
    club = await openClub()
    const { who } = await club.member('ana', { activities: lately([activities.paceThatRoundsUp], club.clock.now()) })
    club.strava.failsNext(1, '503', { kind: 'read' })
    const interaction = who.runs(club.channel, '/strava recent')
    await club.strava.waitFor(({ kind }) => kind === 'read', 'the first read')
    club.discord.expires(interaction)
    await club.discord.waitFor(({ status, path }) => status === 401 && path.includes('webhooks'), 'the late answer')
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    expect(club.fatal).toEqual([])
  })

  test('is answered although Discord fails for a moment', async () => {
    club = await openClub()
    const { who } = await club.member('ana', { activities: lately([activities.paceThatRoundsUp], club.clock.now()) })
    const edits = ({ method }: { method: string }) => method === 'PATCH'
    club.discord.failsNext(1, { status: 503 }, edits)
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    club.discord.failsNext(1, { dropAfter: true }, edits)
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    club.discord.failsNext(1, { retryAfter: 0.5, scope: 'shared' }, edits)
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
  })

  test('is deferred although the first try is dropped', async () => {
    club = await openClub()
    const who = club.person('ana')
    club.discord.failsNext(1, { drop: true }, ({ path }) => path.endsWith('/callback'))
    expect(await club.reads(who, '/strava help')).toContain('/strava recent')
  })
})
