import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { freePort } from '../../sandbox/redis.ts'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, KEY, openClub } from '../support/club.ts'
import { runProgram } from '../support/program.ts'
import { createToldLog } from '../support/told.ts'

const SEVEN_HOURS = 7 * 3600_000
const OPERATORS = 'people who run this bot'
const OTHER_KEY = Buffer.alloc(32, 9).toString('base64')
/** The name of the key with which `openClub` starts, as docs/setup.md says how to find it. */
const USUAL_KEY_NAME = createHash('sha256').update(Buffer.from(KEY, 'base64')).digest('base64url').slice(0, 6)
const SOMEBODY_ELSE = '300000000000000001'

let club: Club

beforeEach(async () => {
  club = await openClub()
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

const runner = (username: string) =>
  club.member(username, { activities: lately([activities.paceThatRoundsUp], club.clock.now()) })

async function startsAgain(environment: Record<string, string> = {}) {
  await club.stop()
  await club.start(environment)
  await club.discord.ready()
}

async function unlinks(who: Person): Promise<string> {
  const question = await club.asks(who, '/strava unlink')
  return (await who.presses(question, 'Disconnect').answered()).text(who)
}

describe('a wrong STRAVA_CLIENT_SECRET', () => {
  const WRONG = { STRAVA_CLIENT_SECRET: 'not-the-secret' }

  test('at a refresh costs nobody the link: the requester reads who has to look, and it works again with the right one', async () => {
    const { who, athlete } = await runner('ana')
    club.clock.advance(SEVEN_HOURS)
    await startsAgain(WRONG)
    expect(await club.reads(who, '/strava recent')).toContain(OPERATORS)
    expect(await club.reads(who, '/strava recent')).toContain(OPERATORS)
    expect(athlete.grants()).toHaveLength(1)
    await startsAgain()
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
  })

  test('at a revocation keeps what it takes to revoke, and it is done with the right one', async () => {
    const { who, athlete } = await runner('ana')
    await startsAgain(WRONG)
    const answer = await unlinks(who)
    expect(answer).not.toContain('access on Strava is revoked')
    await club.hurry()
    expect(athlete.grants()).toHaveLength(1)
    await startsAgain()
    await club.hurry()
    expect(athlete.grants()).toEqual([])
    await club.link(who, athlete)
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
  })

  test('at a revocation is told as what it is: not as an outage of Strava', async () => {
    const { who } = await runner('ana')
    await startsAgain(WRONG)
    const answer = await unlinks(who)
    expect(answer).not.toContain("Strava isn't answering")
    expect(answer).toContain(OPERATORS)
  })
})

/** What `/readyz` of the first process, or another one, answers. */
async function readiness(port = club.port): Promise<{ status: number; encryptionKey: boolean }> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`)
  const { encryptionKey } = (await response.json()) as { encryptionKey: boolean }
  return { status: response.status, encryptionKey }
}

/** As two and a half minutes later: no worker has said lately that it has the key. */
async function forgetWorkers(): Promise<void> {
  const redis = new Redis(club.redisUrl)
  await redis.del('{domestique}:encryption-key-worker')
  await redis.quit()
}

describe('another ENCRYPTION_KEY', () => {
  test('is told in one sentence that names the key, is not ready, and with the right one all works as before', async () => {
    const { who } = await runner('ana')
    const events = club.strava.subscription()
    const { log, lines } = createToldLog()
    await club.stop()
    await club.start({ ENCRYPTION_KEY: OTHER_KEY }, { log })
    await club.discord.ready()
    expect(await readiness()).toMatchObject({ status: 503, encryptionKey: false })
    await readiness()
    expect(await club.reads(club.admin, '/strava-admin status')).toContain(`the key ${USUAL_KEY_NAME} is missing`)
    const told = lines.filter(({ missingKey }) => missingKey !== undefined)
    expect(told).toMatchObject([{ level: 50, missingKey: USUAL_KEY_NAME }])
    expect(told[0]?.msg).toContain(`ENCRYPTION_KEY does not hold the key ${USUAL_KEY_NAME}`)
    expect(club.strava.subscription()).toEqual(events)

    await startsAgain()
    await expect.poll(readiness.bind(undefined, club.port)).toMatchObject({ status: 200, encryptionKey: true })
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    expect(await club.reads(club.admin, '/strava-admin status')).not.toContain('is missing')
  })

  test('is noticed also on data of a version that recorded no key', async () => {
    await runner('ana')
    await club.stop()
    const redis = new Redis(club.redisUrl)
    await redis.del('{domestique}:encryption-key')
    await redis.quit()
    await club.start({ ENCRYPTION_KEY: OTHER_KEY })
    expect(await readiness()).toMatchObject({ status: 503, encryptionKey: false })
  })

  test('before the old one is a rotation: nothing is said, and the newest is the one that counts from then on', async () => {
    const { who } = await runner('ana')
    const { log, lines } = createToldLog()
    await club.stop()
    await club.start({ ENCRYPTION_KEY: `${OTHER_KEY},${KEY}` }, { log })
    await club.discord.ready()
    await expect.poll(readiness.bind(undefined, club.port)).toMatchObject({ status: 200, encryptionKey: true })
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    expect(lines.filter(({ level, missingKey }) => level >= 40 || missingKey !== undefined)).toEqual([])
    await club.stop()
    await club.start({ ENCRYPTION_KEY: OTHER_KEY })
    expect(await readiness()).toMatchObject({ encryptionKey: true })
    await club.stop()
    await club.start()
    expect(await readiness()).toMatchObject({ status: 503, encryptionKey: false })
  })

  test('in one of two processes: that one is not ready, the other one is, and whoever asks reads who has to act', async () => {
    const { who } = await runner('ana')
    await club.stop()
    const port = await freePort()
    await club.start({ RUN: 'worker', PORT: String(port) })
    await club.start({ RUN: 'bot,web', ENCRYPTION_KEY: OTHER_KEY })
    await club.discord.ready()
    expect(await readiness()).toMatchObject({ status: 503, encryptionKey: false })
    expect(await readiness(port)).toMatchObject({ encryptionKey: true })
    expect(await club.reads(who, '/strava recent')).toContain('need to restore its encryption key')
    await club.stop()
    await forgetWorkers()
    await club.start({ RUN: 'bot,web' })
    await club.start({ RUN: 'worker', PORT: String(port), ENCRYPTION_KEY: OTHER_KEY })
    await club.discord.ready()
    expect(await club.reads(who, '/strava recent')).toContain('need to restore its encryption key')
    await club.stop()
    await club.start({ RUN: 'worker', PORT: String(port), ENCRYPTION_KEY: OTHER_KEY })
    await club.start()
    await club.discord.ready()
    for (let asked = 0; asked < 4; asked += 1) {
      expect(await club.reads(who, '/strava privacy')).toContain('ana Invented')
    }
    expect(await club.reads(club.admin, '/strava-admin status')).toContain(`the key ${USUAL_KEY_NAME} is missing`)
  })

  test('lets members see what is kept, link again and go on', async () => {
    const { who, athlete } = await runner('ana')
    await startsAgain({ ENCRYPTION_KEY: OTHER_KEY })
    const message = await club.asks(who, '/strava recent')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('need to restore its encryption key')
    expect(message.text(who)).not.toMatch(/Strava no longer|link again/)
    expect(await club.reads(who, '/strava privacy')).toContain(`#${athlete.id}`)
    expect(await club.reads(who, '/strava link')).toContain("You're already connected")
    await club.link(who, athlete)
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    expect(await club.reads(who, '/strava privacy')).toContain('ana Invented')
  })

  test('lets members leave, and says that the permission could not be revoked', async () => {
    const { who, athlete } = await runner('ana')
    await startsAgain({ ENCRYPTION_KEY: OTHER_KEY })
    const answer = await unlinks(who)
    expect(athlete.grants()).toHaveLength(1)
    expect(answer).toContain('no longer had a valid token to revoke access')
    expect(await club.reads(who, '/strava privacy')).toContain('Nothing is stored about you')
    expect(await club.reads(who, '/strava recent')).toContain("You haven't connected Strava yet")
  })
})

describe("the operator's tool, given the athlete of somebody else,", () => {
  let elsewhere: string

  beforeEach(() => {
    elsewhere = mkdtempSync(join(tmpdir(), 'club-tool-'))
  })
  afterEach(() => rmSync(elsewhere, { recursive: true, force: true }))

  async function linksBy(environment: Record<string, string>): Promise<void> {
    const program = runProgram(
      'dist/athlete.js',
      { ...club.environmentFor({ DISCORD_TOKEN: '' }), ...environment },
      { args: ['link', '--member', SOMEBODY_ELSE], cwd: elsewhere },
    )
    expect(await program.ended).toBe(1)
    expect(program.output()).toContain('is linked to another Discord account')
  }

  async function expectGoesOn(who: Person): Promise<void> {
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    club.clock.advance(SEVEN_HOURS)
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
  }

  test('refuses, and the link of that member goes on working although their refresh token was replaced', async () => {
    const { who, athlete } = await runner('ana')
    athlete.expireTokens()
    const [grant] = athlete.grants()
    await linksBy({ STRAVA_REFRESH_TOKEN: grant?.refreshToken ?? '' })
    expect(athlete.grants()[0]?.refreshToken).not.toBe(grant?.refreshToken)
    await expectGoesOn(who)
  })

  test('refuses, and a token that may do less does not take the place of theirs', async () => {
    const { who, athlete } = await runner('ana')
    await linksBy({ STRAVA_REFRESH_TOKEN: athlete.issueRefreshToken('read') })
    await expectGoesOn(who)
  })
})

describe('an ENCRYPTION_KEY that is another one for longer than a day', () => {
  test('takes nothing down and makes nobody leave, and with the right one all works as before', async () => {
    await club.addsFeed()
    const { who, athlete } = await club.member('ana', { share: 'auto' })
    athlete.finishes({ ...activities.paceThatRoundsUp, gps: false, name: 'Mine' })
    await club.settled()
    await club.hurry()
    const shown = () => club.channel.messages().filter((message) => message.text().includes('Mine')).length
    expect(shown()).toBe(1)
    await startsAgain({ ENCRYPTION_KEY: OTHER_KEY })
    expect(await club.reads(who, '/strava recent private:True')).toContain('need to restore its encryption key')
    await club.hurry()
    club.clock.advance(25 * 3600_000)
    await startsAgain({ ENCRYPTION_KEY: OTHER_KEY })
    await club.hurry()
    await club.hurry()
    expect(shown()).toBe(1)
    await startsAgain()
    expect(await club.reads(who, '/strava recent private:True')).toContain('Mine')
  })
})
