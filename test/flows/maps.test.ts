import polyline from '@mapbox/polyline'
import { Redis } from 'ioredis'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Channel, DiscordMessage } from '../../sandbox/discord/index.ts'
import { type ActivityHandle, activityFixtures } from '../../sandbox/strava/index.ts'
import { sportOf } from '../../src/core/sport.ts'
import { createImageRenderer } from '../../src/images/index.ts'
import { pixelsOf } from '../support/pixels.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

beforeEach(async () => {
  await testEnv.addFeed()
})

const TRIMMED_ROUTE = 'Route map without start and finish: '
const FULL_ROUTE = 'Route map: '
const run = activityFixtures.paceThatRoundsUp
const activityUrl = ({ id }: { id: string }) => `https://www.strava.com/activities/${id}`

/** The post about an activity, once all jobs are done. */
async function postOf(activity: ActivityHandle, channel: Channel = testEnv.channel): Promise<DiscordMessage> {
  await testEnv.waitUntilIdle()
  const matching = channel
    .messages()
    .filter((message) => message.links().some(({ url }) => url === activityUrl(activity)))
  expect(matching).toHaveLength(1)
  return matching[0] as DiscordMessage
}

/** The only image of a message, as Discord serves it. */
async function downloadMap(message: DiscordMessage): Promise<Buffer> {
  expect(message.attachments).toHaveLength(1)
  const [file] = message.attachments
  const response = await fetch(file?.url ?? '')
  expect(response.headers.get('content-type')).toBe('image/png')
  return Buffer.from(await response.arrayBuffer())
}

/** Whether both have the same bytes: `toEqual` would take a second for an image. */
const isSame = (image: Buffer, other: Buffer | undefined): boolean => other !== undefined && image.equals(other)

/** A key with its whole value. */
async function readValue(redis: Redis, key: string): Promise<string> {
  const read: Record<string, () => Promise<unknown>> = {
    string: () => redis.get(key),
    hash: () => redis.hgetall(key),
    set: () => redis.smembers(key),
    zset: () => redis.zrange(key, '0', '-1'),
    list: () => redis.lrange(key, 0, -1),
    stream: () => redis.xrange(key, '-', '+'),
  }
  return `${key} ${JSON.stringify(await read[await redis.type(key)]?.())}`
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

describe('a post', () => {
  test('has a map of the route without its start and finish, with alt text, and costs no further call', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const post = await postOf(athlete.createActivity(run))
    const image = await downloadMap(post)
    expect(image.subarray(0, 8)).toEqual(PNG)
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([1200, 675])
    expect(image.length).toBeLessThan(200_000)
    expect(post.text()).toMatch(/\(image: Route map without start and finish: \d\.\d km of a loop, \d\.\d km across\)/)
    expect(testEnv.strava.requests.filter(({ kind }) => kind === 'read')).toHaveLength(1)
  })

  test('describes lengths in the feed’s units', async () => {
    await testEnv.addFeed({ options: 'units:imperial' })
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    expect((await postOf(athlete.createActivity(run))).text()).toMatch(
      /start and finish: \d\.\d mi of a loop, \d\.\d mi across/,
    )
  })

  test.each([
    ['whose map is hidden on Strava', { map: { id: 'a1', polyline: '', summary_polyline: '', resource_state: 3 } }],
    ['with a bad polyline', { map: { id: 'a1', polyline: '_p~iF', summary_polyline: '_p~iF', resource_state: 3 } }],
    ['that was indoors', { trainer: true, gps: true }],
    ['of a sport without a route', { ...activityFixtures.yoga, distance: 2000, gps: true }],
    ['that stayed near its start', { distance: 900 }],
  ])('about an activity %s has no map', async (_, fields) => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity({ ...run, ...fields })
    const post = await postOf(activity)
    expect(post.attachments).toEqual([])
    expect(post.text()).not.toContain('Route map')
  })

  test('has one image after an edit: the same one if it was renamed, a new one if the route was cropped', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    const post = await postOf(activity)
    const before = await downloadMap(post)
    activity.rename('Ten, renamed')
    await testEnv.waitUntilIdle()
    expect(post.text()).toContain('Ten, renamed')
    expect(isSame(await downloadMap(post), before)).toBe(true)
    expect(post.history).toHaveLength(2)
    const { map } = activity.activity
    activity.change({ map: { ...map, polyline: map.summary_polyline } })
    await testEnv.strava.sendEvent(testEnv.eventOf(athlete, activity))
    await testEnv.waitUntilIdle()
    expect(isSame(await downloadMap(post), before)).toBe(false)
    expect(post.history).toHaveLength(3)
  })

  test('is not edited when nothing changed', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    const post = await postOf(activity)
    await testEnv.strava.sendEvent(testEnv.eventOf(athlete, activity))
    await testEnv.waitUntilIdle()
    expect(post.history).toHaveLength(1)
  })

  test('is sent and edited without a map in a channel where the bot may not attach files', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.denyPermission(testEnv.channel, 'AttachFiles')
    const activity = athlete.createActivity(run)
    const post = await postOf(activity)
    expect(post.text()).toContain('10.00 km')
    expect(post.attachments).toEqual([])
    activity.rename('Ten, renamed')
    await testEnv.waitUntilIdle()
    expect(post.text()).toContain('Ten, renamed')
    expect(await testEnv.readReply(testEnv.admin, '/strava-admin feed list')).not.toContain('paused')
  })

  test('is sent without a map in a forum where the bot may not attach files', async () => {
    const forum = testEnv.guild.addChannel({ name: 'rides', type: 'forum' })
    await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
    testEnv.discord.denyPermission(forum, 'AttachFiles')
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const threads = testEnv.guild.channels().filter(({ type }) => type === 'thread')
    expect(threads).toHaveLength(1)
    expect((await postOf(activity, threads[0])).attachments).toEqual([])
  })

  test('in several channels shows one map, drawn once for each unit system', async () => {
    const [second, third] = ['rides', 'abroad'].map((name) => testEnv.guild.addChannel({ name })) as [Channel, Channel]
    await testEnv.addFeed({ channel: second })
    await testEnv.addFeed({ channel: third, options: 'units:imperial' })
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const images = createImageRenderer()
    let drawn = 0
    const map: typeof images.map = (route) => {
      drawn += 1
      return images.map(route)
    }
    await testEnv.stop()
    await testEnv.start({}, { images: { ...images, map } })
    const activity = athlete.createActivity(run)
    const [one, same, other] = [await postOf(activity), await postOf(activity, second), await postOf(activity, third)]
    const [firstImage, sameImage, otherImage] = [
      await downloadMap(one),
      await downloadMap(same),
      await downloadMap(other),
    ]
    expect([isSame(sameImage, firstImage), isSame(otherImage, firstImage)]).toEqual([true, false])
    expect(drawn).toBe(2)
  })

  test('in a forum has a map', async () => {
    const forum = testEnv.guild.addChannel({ name: 'rides', type: 'forum' })
    await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const [first, second] = [athlete.createActivity(run), athlete.createActivity({ ...run, name: 'Once more' })]
    await testEnv.waitUntilIdle()
    const [thread] = testEnv.guild.channels().filter(({ type }) => type === 'thread')
    for (const activity of [first, second]) await downloadMap(await postOf(activity, thread))
  })
})

test.each(['first', 'last'] as const)(
  'a stray %s point does not reveal the start or finish of the route',
  async (strayPosition) => {
    const KILOMETRE = 1 / 111.195
    const start: [number, number] = [0.2, -30.2]
    /** A route at sea, in kilometres: 3 to the east, 2 to the north, and 3 to the east again. A point every 10 metres. */
    const route = Array.from({ length: 801 }, (_, index): [number, number] => {
      const traveledKm = index / 100
      const [north, east] = [
        Math.min(2, Math.max(0, traveledKm - 3)),
        Math.min(3, traveledKm) + Math.max(0, traveledKm - 5),
      ]
      return [start[0] + north * KILOMETRE, start[1] + east * KILOMETRE]
    })
    const stray: [number, number] = [start[0] - 5 * KILOMETRE, start[1] + 4 * KILOMETRE]
    const recorded = strayPosition === 'first' ? [stray, ...route] : [...route, stray]
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const line = polyline.encode(recorded)
    const activity = athlete.createActivity({
      ...{ ...run, start_latlng: recorded[0], end_latlng: recorded.at(-1) },
      map: { id: 'a1', polyline: line, summary_polyline: line, resource_state: 3 },
    })
    const { find } = await pixelsOf({ bytes: await downloadMap(await postOf(activity)) })
    const drawn = find(sportOf('Run').color)
    expect(drawn.length).toBeGreaterThan(3000)

    // The part to the north is drawn in full, so it shows where everything else is on the image.
    const [tops, columns] = [drawn.map(([, y]) => y), new Map<number, number>()]
    for (const [x] of drawn) columns.set(x, (columns.get(x) ?? 0) + 1)
    const [low, high] = [Math.max(...tops), Math.min(...tops)]
    const corners = [...columns].filter(([, count]) => count > (low - high) * 0.9).map(([x]) => x)
    expect(corners.length).toBeGreaterThan(0)
    const middle = corners.reduce((sum, x) => sum + x, 0) / corners.length
    const kilometre = (low - high) / 2
    const [trueStart, trueEnd] = [middle - 3 * kilometre, middle + 3 * kilometre]
    expect(Math.min(...columns.keys())).toBeGreaterThan(trueStart + 0.4 * kilometre)
    expect(Math.max(...columns.keys())).toBeLessThan(trueEnd - 0.4 * kilometre)
  },
)

describe("a member's map choice", () => {
  test('changes the map: a larger hidden distance gives another one, no hidden distance the full route', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const post = await postOf(athlete.createActivity(run))
    const images = [await downloadMap(post)]
    const drawn = [/finish: (\S+) km/.exec(post.text())?.[1]]
    for (const choice of ['1600', 'off', '400']) {
      expect(await testEnv.readReply(who, `/strava privacy map:${choice}`)).toContain(
        'Posts of the last seven days change',
      )
      await testEnv.waitUntilIdle()
      images.push(await downloadMap(post))
      drawn.push(/(?:finish|map): (\S+) km/.exec(post.text())?.[1])
    }
    const [defaultLength, shorterLength, fullLength, again] = drawn.map(Number) as [number, number, number, number]
    expect(shorterLength).toBeLessThan(defaultLength - 1)
    expect(fullLength).toBeCloseTo(10, 0)
    expect(again).toBe(defaultLength)
    expect(isSame(images[3] as Buffer, images[0])).toBe(true)
    expect(new Set(images.map((image) => image.toString('base64'))).size).toBe(3)
  })

  test('removes the map from an existing post, and restores it', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const post = await postOf(athlete.createActivity(run))
    expect(post.attachments).toHaveLength(1)
    const [file] = post.attachments
    await testEnv.readReply(who, '/strava privacy map:none')
    await testEnv.waitUntilIdle()
    expect(post.attachments).toEqual([])
    expect(post.text()).not.toContain('Route map')
    expect((await fetch(file?.url ?? '')).status).toBe(404)
    expect((await postOf(athlete.createActivity({ ...run, name: 'Without' }))).attachments).toEqual([])
    await testEnv.readReply(who, '/strava privacy map:off')
    await testEnv.waitUntilIdle()
    expect(post.text()).toContain(FULL_ROUTE)
    await downloadMap(post)
  })

  test('removes the map even from a post of a member who stopped sharing', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    const post = await postOf(activity)
    await testEnv.readReply(who, '/strava share mode:off')
    activity.rename('Not to be seen')
    await testEnv.waitUntilIdle()
    expect(post.text()).not.toContain('Not to be seen')
    expect(post.attachments).toHaveLength(1)
    await testEnv.readReply(who, '/strava privacy map:none')
    await testEnv.waitUntilIdle()
    expect(post.attachments).toEqual([])
  })

  test.each([
    ['', async () => {}],
    [', even after an admin listed the members', () => testEnv.readReply(testEnv.admin, '/strava-admin members')],
  ])('removes the map even from a post of a member who left the server%s', async (_, prepare) => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    const post = await postOf(activity)
    const { who: bo } = await testEnv.addMember('bo')
    testEnv.guild.leave(who)
    expect(await testEnv.readReply(bo, '/strava recent member:@ana')).toContain("isn't sharing here")
    await prepare()
    await who.runCommand(who.directChannel(), '/strava privacy map:none').waitForReply()
    await testEnv.waitUntilIdle()
    expect(post.attachments).toEqual([])
    activity.rename('Not to be seen')
    await testEnv.waitUntilIdle()
    expect(post.text()).not.toContain('Not to be seen')
  })

  test.each(['', 'units:imperial'])('removes the map from a post of a removed feed with “%s”', async (options) => {
    await testEnv.addFeed({ options })
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    const post = await postOf(activity)
    await testEnv.readReply(testEnv.admin, '/strava-admin feed remove channel:#activities')
    activity.rename('Not to be seen')
    await testEnv.waitUntilIdle()
    expect(post.editedAt).toBeUndefined()
    await testEnv.readReply(who, '/strava privacy map:none')
    await testEnv.waitUntilIdle()
    expect(post.attachments).toEqual([])
  })

  test('removes the map from a post in a channel where the bot may not post any more', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const post = await postOf(athlete.createActivity(run))
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    athlete.createActivity({ ...run, name: 'Held back' })
    await testEnv.waitUntilIdle()
    expect(await testEnv.readReply(testEnv.admin, '/strava-admin feed list')).toContain('paused')
    await testEnv.readReply(who, '/strava privacy map:none')
    await testEnv.waitUntilIdle()
    expect(post.attachments).toEqual([])
  })

  test('is shown, applies to all servers, and is deleted when the member disconnects', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const defaultChoice = '[ 400 m hidden (default) ▾'
    expect(await testEnv.readReply(who, '/strava privacy')).toContain(defaultChoice)
    expect(await testEnv.readReply(who, '/strava privacy map:1600')).toContain('1,600 m hidden at both ends')
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('[ 1,600 m hidden ▾')
    await testEnv.linkAccount(who, athlete, 'auto')
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('[ 1,600 m hidden ▾')
    const question = await testEnv.runCommand(who, '/strava unlink')
    await who.clickButton(question, 'Disconnect').waitForEdit()
    await testEnv.waitUntilIdle()
    await testEnv.linkAccount(who, athlete, 'auto')
    expect(await testEnv.readReply(who, '/strava privacy')).toContain(defaultChoice)
  })

  test('is ignored if a newer one is stored', async () => {
    const { who } = await testEnv.addMember('ana', { share: 'auto' })
    const olderInteraction = who.runCommand(testEnv.channel, '/strava privacy map:off')
    await olderInteraction.waitForReply()
    await testEnv.readReply(who, '/strava privacy map:none')
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('[ none: no map ▾')
  })
})

describe('a map elsewhere', () => {
  test('is in the private question until it is answered', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'ask' })
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [question] = who.directMessages() as [DiscordMessage]
    expect(question.text(who)).toContain(TRIMMED_ROUTE)
    await downloadMap(question)
    await who.clickButton(question, 'Post it').waitForEdit()
    await downloadMap(await postOf(activity))
    expect(question.attachments).toEqual([])
  })

  test('is in the preview of a feed, with an invented route', async () => {
    const answer = await testEnv.runCommand(testEnv.admin, `/strava-admin feed add channel:#${testEnv.channel.name}`)
    expect(answer.text(testEnv.admin)).toMatch(/Route map without start and finish: \d\.\d km of a loop/)
    await downloadMap(answer)
    const swim = await testEnv.runCommand(
      testEnv.admin,
      `/strava-admin feed add channel:#${testEnv.channel.name} sports:Swim`,
    )
    expect(swim.attachments).toEqual([])
  })

  test('is not in lists', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    expect((await testEnv.runCommand(who, '/strava recent')).attachments).toEqual([])
  })
})

test('no part of a route is stored', async () => {
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const activity = athlete.createActivity(run)
  await testEnv.readReply(who, '/strava privacy map:800')
  await postOf(activity)
  const { polyline, summary_polyline: summary } = activity.activity.map
  const redis = new Redis(testEnv.redisUrl)
  const dumps = await Promise.all((await redis.keys('*')).map((key) => readValue(redis, key)))
  await redis.quit()
  const stored = dumps.join('\n')
  expect(stored).toContain(activity.id)
  for (const part of [polyline, summary]) expect(stored).not.toContain(String(part).slice(0, 40))
  expect(stored).not.toContain(String(activity.activity.start_latlng[0]))
})

describe('a map that cannot be drawn', () => {
  beforeEach(async () => {
    await testEnv.restart({}, { images: createImageRenderer({ timeoutMs: 1 }) })
  })

  test('is left out of the post and its edits, and the post still appears', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    const post = await postOf(activity)
    expect(post.text()).toContain('10.00 km')
    expect(post.attachments).toEqual([])
    await testEnv.strava.sendEvent(testEnv.eventOf(athlete, activity))
    await testEnv.waitUntilIdle()
    expect(post.history).toHaveLength(1)
    activity.rename('Ten, renamed')
    await testEnv.waitUntilIdle()
    expect(post.text()).toContain('Ten, renamed')
    expect(await testEnv.readMetric('domestique_queue_jobs{queue="background",state="failed"}')).toBe(0)
  })

  test('is added to the post by the next event once it can be drawn', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    const post = await postOf(activity)
    await testEnv.stop()
    await testEnv.start({}, { images: createImageRenderer() })
    await testEnv.strava.sendEvent(testEnv.eventOf(athlete, activity))
    await testEnv.waitUntilIdle()
    await downloadMap(post)
  })
})
