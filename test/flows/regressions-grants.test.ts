import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { type AthleteHandle, activities, lately } from '../../sandbox/strava/index.ts'
import { createBrowser } from '../support/browser.ts'
import { type Club, openClub } from '../support/club.ts'

const REVOKED = 'access on Strava is revoked'
const SEVEN_HOURS = 7 * 3600_000

let club: Club
let closeLine = () => {}

afterEach(async () => {
  club.strava.comesBack()
  await club.close()
  club.expectNoComplaints()
  closeLine()
  closeLine = () => {}
})

async function keysOf(what: string): Promise<string[]> {
  const redis = new Redis(club.redisUrl)
  const keys = await redis.keys(`*${what}`)
  await redis.quit()
  return keys
}

const runner = () => club.member('ana', { activities: lately([activities.paceThatRoundsUp], club.clock.now()) })

/** Presses the button that unlinks. */
async function unlinks(who: Person) {
  const question = await club.asks(who, '/strava unlink')
  return who.presses(question, 'Disconnect')
}

/** A line to Strava over which the answer to the first such request comes when the test lets it. */
async function openSlowLine(target: number, request: string) {
  let waiting: Socket | undefined
  const ends = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const end of [near, far]) {
      ends.add(end)
      end.on('error', () => {})
      end.on('close', () => (end === near ? far : near).destroy())
    }
    near.on('data', (chunk) => {
      if (!waiting && chunk.includes(request)) waiting = far.pause()
      far.write(chunk)
    })
    far.on('data', (chunk) => near.write(chunk))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closeLine = () => {
    server.close()
    for (const end of ends) end.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    letGo: () => void waiting?.resume(),
  }
}

/** The program over a line on which the answer to the first such request waits for the test. */
async function openClubOverASlowLine(request: string) {
  club = await openClub({ start: false })
  const line = await openSlowLine(Number(new URL(club.strava.url).port), request)
  const url = `http://127.0.0.1:${line.port}`
  await club.start({ STRAVA_OAUTH_URL: `${url}/oauth`, STRAVA_API_URL: `${url}/api/v3` })
  await club.discord.ready()
  await club.discord.commandsRegistered()
  return line
}

test('unlinking while activities are being read leaves nothing of them in the channel, and nothing kept', async () => {
  const line = await openClubOverASlowLine('GET /api/v3/athlete/activities')
  const { who } = await runner()
  const question = await club.asks(who, '/strava unlink')
  who.runs(club.channel, '/strava recent count:1')
  await club.strava.waitFor(({ kind }) => kind === 'read', 'the read')
  const unlinking = who.presses(question, 'Disconnect')
  await unlinking.changed((message) => message.text(who).includes(REVOKED))
  line.letGo()

  await club.settled()
  const shown = club.channel.messages().flatMap((message) => message.links().map(({ url }) => url))
  expect({ shown, stored: await keysOf(who.id) }).toEqual({ shown: [], stored: [] })
})

describe('unlinking while a token is being refreshed', () => {
  test('waits for what Strava gives out, and revokes that', async () => {
    const line = await openClubOverASlowLine('grant_type=refresh_token')
    const { who, athlete } = await runner()
    const question = await club.asks(who, '/strava unlink')
    club.clock.advance(SEVEN_HOURS)
    const recent = who.runs(club.channel, '/strava recent')
    await club.strava.waitFor(({ kind, status }) => kind === 'refresh' && status === 200, 'the refresh')

    const unlinking = who.presses(question, 'Disconnect')
    await expect.poll(() => keysOf('de:revoke-authorization-*')).not.toEqual([])
    line.letGo()

    expect((await unlinking.changed((message) => message.text(who).includes('Disconnected'))).text(who)).toContain(
      REVOKED,
    )
    expect(athlete.grants()).toEqual([])
    await club.settled()
    expect(recent.state).toBe('answered')
    expect(await keysOf(`tokens:${athlete.id}`)).toEqual([])
    expect(athlete.grants()).toEqual([])
  })

  test('of which no answer comes at all revokes what there is', async () => {
    club = await openClub({ stravaTimeoutMs: 700 })
    const { who, athlete } = await runner()
    club.clock.advance(SEVEN_HOURS)
    club.strava.failsNext(1, 'hang', { kind: 'refresh' })
    who.runs(club.channel, '/strava recent')
    await club.strava.waitFor(({ kind }) => kind === 'refresh', 'the refresh')
    expect((await (await unlinks(who)).answered()).text(who)).toContain(REVOKED)
    expect(athlete.grants()).toEqual([])
  })
})

describe('after the answer to a refresh was lost', () => {
  const lost = async () => {
    club = await openClub({ stravaTimeoutMs: 700 })
    const { who, athlete } = await runner()
    club.clock.advance(SEVEN_HOURS)
    club.strava.failsNext(1, 'drop-after', { kind: 'refresh' })
    const recent = who.runs(club.channel, '/strava recent')
    await club.strava.waitFor(({ kind }) => kind === 'refresh', 'the refresh')
    return { who, athlete, recent }
  }

  test('unlinking says that it could not revoke', async () => {
    const { who, athlete, recent } = await lost()
    expect((await recent.answered()).text(who)).toContain('Connect again with')
    const answer = (await (await unlinks(who)).answered()).text(who)
    expect(athlete.grants()).toHaveLength(1)
    expect(answer).toContain('no longer had a valid token to revoke access')
    expect(answer).not.toContain(REVOKED)
  })

  test('unlinking at once does not say that the permission is revoked while it is not', async () => {
    const { who, athlete } = await lost()
    const answer = (await (await unlinks(who)).answered()).text(who)
    await club.settled()
    const isUntrue = answer.includes(REVOKED) && athlete.grants().length > 0
    expect(isUntrue, 'the answer says that it is revoked, and the grant lives on').toBe(false)
  })
})

describe('events that say that access was taken back', () => {
  const MINUTE = 60_000
  const reads = () => club.strava.requests.filter(({ kind }) => kind === 'read').length

  const forged = async (athlete: AthleteHandle) => {
    const event = { ...club.eventOf(athlete, athlete), object_type: 'athlete', updates: { authorized: 'false' } }
    expect(await club.strava.sendEvent(event)).toBe(200)
    await club.settled()
  }

  test('cost one read in ten minutes, and one more for all that came meanwhile', async () => {
    club = await openClub()
    const { who, athlete } = await club.member('ana')
    const before = reads()
    for (let sent = 0; sent < 20; sent += 1) await forged(athlete)
    expect(reads() - before).toBe(1)
    club.clock.advance(9 * MINUTE)
    await forged(athlete)
    await club.hurry()
    expect(reads() - before).toBe(1)
    club.clock.advance(MINUTE)
    await club.hurry()
    expect(reads() - before).toBe(2)
    club.clock.advance(60 * MINUTE)
    await club.hurry()
    expect(reads() - before).toBe(2)
    expect(await club.reads(who, '/strava privacy')).toContain('ana Invented')
  })

  test('are found true when the member really did it after somebody had claimed it', async () => {
    club = await openClub()
    const { who, athlete } = await club.member('ana')
    await forged(athlete)
    athlete.revokesAccess()
    await club.settled()
    club.clock.advance(10 * MINUTE)
    await club.hurry()
    expect(await club.reads(who, '/strava privacy')).toContain('Nothing is stored')
    expect(await keysOf(athlete.id)).toEqual([])
  })

  test('for one member do not hold up those for another', async () => {
    club = await openClub()
    const ana = await club.member('ana')
    const bo = await club.member('bo')
    for (const _ of [1, 2]) await forged(ana.athlete)
    bo.athlete.revokesAccess()
    await club.settled()
    expect(await club.reads(bo.who, '/strava privacy')).toContain('Nothing is stored')
  })

  test('are looked at again when Strava is back, without waiting for the next', async () => {
    club = await openClub()
    const { who, athlete } = await club.member('ana')
    club.strava.goesDown()
    athlete.revokesAccess()
    await forged(athlete)
    club.strava.comesBack()
    club.clock.advance(16 * MINUTE)
    await club.hurry()
    expect(await club.reads(who, '/strava privacy')).toContain('Nothing is stored')
  })
})

describe('unlinking for the second time while Strava is away', () => {
  test('is revoked when Strava is back, although the first one was revoked long ago', async () => {
    club = await openClub()
    const { who, athlete } = await club.member('ana')
    expect((await (await unlinks(who)).answered()).text(who)).toContain(REVOKED)
    await club.hurry()
    await club.link(who, athlete)
    club.strava.goesDown()
    expect((await (await unlinks(who)).answered()).text(who)).toContain("I'll keep trying to revoke access")
    club.strava.comesBack()
    expect(athlete.grants()).toHaveLength(1)
    await club.hurry()
    expect(athlete.grants()).toEqual([])
    expect(await keysOf('revocation:*')).toEqual([])
  })

  test('is revoked when Strava is back, although the first revocation was still due and was called off', async () => {
    club = await openClub()
    const { who, athlete } = await club.member('ana')
    club.strava.goesDown()
    await (await unlinks(who)).answered()
    club.strava.comesBack()
    await club.link(who, athlete)
    club.strava.goesDown()
    expect((await (await unlinks(who)).answered()).text(who)).toContain("I'll keep trying to revoke access")
    await club.hurry()
    club.strava.comesBack()
    expect(athlete.grants()).toHaveLength(1)
    await club.hurry()
    expect(athlete.grants()).toEqual([])
  })
})

test('a member who signs in with the account of another one by mistake keeps their own, and ends nobody’s link', async () => {
  club = await openClub()
  const ana = await club.member('ana', { activities: lately([activities.paceThatRoundsUp], club.clock.now()) })
  const bo = await club.member('bo')
  const [button] = (await club.asks(bo.who, '/strava link')).links()
  const browser = createBrowser()
  const { location } = await browser.post(button?.url ?? '', { share: 'off' })
  const page = await browser.get(await ana.athlete.signIn(location))
  expect(page.status).toBe(409)
  club.clock.advance(SEVEN_HOURS)
  expect(await club.reads(ana.who, '/strava recent')).toContain('1 activity')
  expect(bo.athlete.grants()).toHaveLength(1)
})
