import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { type AthleteHandle, activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const REVOKED = 'Your posts are being deleted'
const SEVEN_HOURS = 7 * 3600_000

const testEnv = useTestEnv()
let closeProxy = () => {}

afterEach(() => {
  closeProxy()
  closeProxy = () => {}
})

async function findKeys(suffix: string): Promise<string[]> {
  const redis = new Redis(testEnv.redisUrl)
  const keys = await redis.keys(`*${suffix}`)
  await redis.quit()
  return keys
}

const addRunner = () =>
  testEnv.connectMember('ana', {
    activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
  })

/** Clicks the button that disconnects. */
async function startUnlinking(who: Person) {
  const question = await testEnv.runCommand(who, '/strava unlink')
  return who.clickButton(question, 'Disconnect')
}

/** A proxy to Strava that holds back the response to the first such request until the test releases it. */
async function openSlowProxy(target: number, request: string) {
  let waiting: Socket | undefined
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => (socket === client ? upstream : client).destroy())
    }
    client.on('data', (chunk) => {
      if (!waiting && chunk.includes(request)) waiting = upstream.pause()
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => client.write(chunk))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closeProxy = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    release: () => void waiting?.resume(),
  }
}

/** The program behind a proxy that holds back the response to the first such request. */
async function createClubBehindSlowProxy(request: string) {
  const proxy = await openSlowProxy(Number(new URL(testEnv.strava.url).port), request)
  const url = `http://127.0.0.1:${proxy.port}`
  await testEnv.restart({ STRAVA_OAUTH_URL: `${url}/oauth`, STRAVA_API_URL: `${url}/api/v3` })
  return proxy
}

test('disconnecting while activities are being read leaves nothing in the channel or in Redis', async () => {
  const proxy = await createClubBehindSlowProxy('GET /api/v3/athlete/activities')
  const { who } = await addRunner()
  const question = await testEnv.runCommand(who, '/strava unlink')
  who.runCommand(testEnv.channel, '/strava recent count:1')
  await testEnv.strava.waitForRequest(({ kind }) => kind === 'read', 'the read')
  const unlinking = who.clickButton(question, 'Disconnect')
  await unlinking.waitForEdit((message) => message.text(who).includes(REVOKED))
  proxy.release()

  await testEnv.waitUntilIdle()
  const shownUrls = testEnv.channel.messages().flatMap((message) => message.links().map(({ url }) => url))
  expect({ shown: shownUrls, stored: await findKeys(who.id) }).toEqual({ shown: [], stored: [] })
})

describe('disconnecting while a token is being refreshed', () => {
  test('waits for the new token and revokes that one', async () => {
    const proxy = await createClubBehindSlowProxy('grant_type=refresh_token')
    const { who, athlete } = await addRunner()
    const question = await testEnv.runCommand(who, '/strava unlink')
    testEnv.clock.advance(SEVEN_HOURS)
    const recent = who.runCommand(testEnv.channel, '/strava recent')
    await testEnv.strava.waitForRequest(({ kind, status }) => kind === 'refresh' && status === 200, 'the refresh')

    const unlinking = who.clickButton(question, 'Disconnect')
    await expect.poll(() => findKeys('de:revoke-authorization-*')).not.toEqual([])
    proxy.release()

    expect((await unlinking.waitForEdit((message) => message.text(who).includes('Disconnected'))).text(who)).toContain(
      REVOKED,
    )
    expect(athlete.grants()).toEqual([])
    await testEnv.waitUntilIdle()
    expect(recent.state).toBe('answered')
    expect(await findKeys(`tokens:${athlete.id}`)).toEqual([])
    expect(athlete.grants()).toEqual([])
  })

  test('revokes the old token if the refresh gets no response', async () => {
    await testEnv.restart({}, { timing: { stravaTimeoutMs: 700 } })
    const { who, athlete } = await addRunner()
    testEnv.clock.advance(SEVEN_HOURS)
    testEnv.strava.failNext(1, 'hang', { kind: 'refresh' })
    who.runCommand(testEnv.channel, '/strava recent')
    await testEnv.strava.waitForRequest(({ kind }) => kind === 'refresh', 'the refresh')
    expect((await (await startUnlinking(who)).waitForReply()).text(who)).toContain(REVOKED)
    expect(athlete.grants()).toEqual([])
  })
})

describe('after the response to a refresh was lost', () => {
  const loseRefreshResponse = async () => {
    await testEnv.restart({}, { timing: { stravaTimeoutMs: 700 } })
    const { who, athlete } = await addRunner()
    testEnv.clock.advance(SEVEN_HOURS)
    testEnv.strava.failNext(1, 'drop-after', { kind: 'refresh' })
    const recent = who.runCommand(testEnv.channel, '/strava recent')
    await testEnv.strava.waitForRequest(({ kind }) => kind === 'refresh', 'the refresh')
    return { who, athlete, recent }
  }

  test('disconnecting says that access could not be revoked', async () => {
    const { who, athlete, recent } = await loseRefreshResponse()
    expect((await recent.waitForReply()).text(who)).toContain('Your Strava connection has ended')
    const answer = (await (await startUnlinking(who)).waitForReply()).text(who)
    expect(athlete.grants()).toHaveLength(1)
    expect(answer).toContain('Still see this bot on Strava?')
    expect(answer).not.toContain(REVOKED)
  })

  test("disconnecting at once does not say that access is revoked while it isn't", async () => {
    const { who, athlete } = await loseRefreshResponse()
    const answer = (await (await startUnlinking(who)).waitForReply()).text(who)
    await testEnv.waitUntilIdle()
    const isFalseClaim = answer.includes(REVOKED) && athlete.grants().length > 0
    expect(isFalseClaim, 'the answer says that it is revoked, and the grant lives on').toBe(false)
  })
})

describe('events that say that access was revoked', () => {
  const MINUTE = 60_000
  const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length

  const sendForgedEvent = async (athlete: AthleteHandle) => {
    const event = { ...testEnv.eventOf(athlete, athlete), object_type: 'athlete', updates: { authorized: 'false' } }
    expect(await testEnv.strava.sendEvent(event)).toBe(200)
    await testEnv.waitUntilIdle()
  }

  test('cost one read in ten minutes, and one more for all events in between', async () => {
    const { who, athlete } = await testEnv.connectMember('ana')
    const before = countReads()
    for (let sent = 0; sent < 20; sent += 1) await sendForgedEvent(athlete)
    expect(countReads() - before).toBe(1)
    testEnv.clock.advance(9 * MINUTE)
    await sendForgedEvent(athlete)
    await testEnv.runDelayedJobs()
    expect(countReads() - before).toBe(1)
    testEnv.clock.advance(MINUTE)
    await testEnv.runDelayedJobs()
    expect(countReads() - before).toBe(2)
    testEnv.clock.advance(60 * MINUTE)
    await testEnv.runDelayedJobs()
    expect(countReads() - before).toBe(2)
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('ana Invented')
  })

  test('are confirmed if the member really revokes access after a forged event', async () => {
    const { who, athlete } = await testEnv.connectMember('ana')
    await sendForgedEvent(athlete)
    athlete.revokeAccess()
    await testEnv.waitUntilIdle()
    testEnv.clock.advance(10 * MINUTE)
    await testEnv.runDelayedJobs()
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('Nothing is stored')
    expect(await findKeys(athlete.id)).toEqual([])
  })

  test('for one member do not delay those for another', async () => {
    const ana = await testEnv.connectMember('ana')
    const bo = await testEnv.connectMember('bo')
    for (const _ of [1, 2]) await sendForgedEvent(ana.athlete)
    bo.athlete.revokeAccess()
    await testEnv.waitUntilIdle()
    expect(await testEnv.readReply(bo.who, '/strava privacy')).toContain('Nothing is stored')
  })

  test('are checked when Strava is back, without waiting for the next event', async () => {
    const { who, athlete } = await testEnv.connectMember('ana')
    testEnv.strava.startOutage()
    athlete.revokeAccess()
    await sendForgedEvent(athlete)
    testEnv.strava.endOutage()
    testEnv.clock.advance(16 * MINUTE)
    await testEnv.runDelayedJobs()
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('Nothing is stored')
  })
})

describe('disconnecting for the second time while Strava is down', () => {
  test('revokes access when Strava is back, even if the first grant was revoked long ago', async () => {
    const { who, athlete } = await testEnv.connectMember('ana')
    expect((await (await startUnlinking(who)).waitForReply()).text(who)).toContain(REVOKED)
    await testEnv.runDelayedJobs()
    await testEnv.linkAccount(who, athlete)
    testEnv.strava.startOutage()
    expect((await (await startUnlinking(who)).waitForReply()).text(who)).toContain(
      "I'll revoke access once Strava answers",
    )
    testEnv.strava.endOutage()
    expect(athlete.grants()).toHaveLength(1)
    await testEnv.runDelayedJobs()
    expect(athlete.grants()).toEqual([])
    expect(await findKeys('revocation:*')).toEqual([])
  })

  test('revokes access when Strava is back, even if the first revocation was still pending and was cancelled', async () => {
    const { who, athlete } = await testEnv.connectMember('ana')
    testEnv.strava.startOutage()
    await (await startUnlinking(who)).waitForReply()
    testEnv.strava.endOutage()
    await testEnv.linkAccount(who, athlete)
    testEnv.strava.startOutage()
    expect((await (await startUnlinking(who)).waitForReply()).text(who)).toContain(
      "I'll revoke access once Strava answers",
    )
    await testEnv.runDelayedJobs()
    testEnv.strava.endOutage()
    expect(athlete.grants()).toHaveLength(1)
    await testEnv.runDelayedJobs()
    expect(athlete.grants()).toEqual([])
  })
})
