import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'

let club: Club

beforeEach(async () => {
  club = await openClub()
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

const deferrals = ({ path }: { path: string }) => path.endsWith('/callback')
const edits = ({ method }: { method: string }) => method === 'PATCH'

describe('a question whose deferral', () => {
  test('Discord took, while its answer was lost, is answered all the same', async () => {
    const who = club.person('ana')
    for (const line of ['/strava help', '/strava privacy', '/strava recent']) {
      club.discord.failsNext(1, { dropAfter: true }, deferrals)
      const interaction = who.runs(club.channel, line)
      await interaction.answered()
      expect(interaction.text()).not.toBe('')
    }
    expect(club.discord.requests.filter(({ path, status }) => deferrals({ path }) && status === 400)).toHaveLength(3)
  })

  test('Discord took, while its answer was lost and the next tries failed, is answered all the same', async () => {
    const who = club.person('ana')
    club.discord.failsNext(1, { dropAfter: true }, deferrals)
    club.discord.failsNext(2, { status: 500 }, deferrals)
    const interaction = who.runs(club.channel, '/strava help')
    await interaction.answered()
    expect(club.discord.requests.filter(deferrals).map(({ status }) => status)).toEqual([0, 500, 500, 400])
  })

  test('hangs at the first try is answered all the same', async () => {
    const who = club.person('ana')
    club.discord.failsNext(1, { hang: true }, deferrals)
    expect(await club.reads(who, '/strava privacy')).toContain('Nothing is stored about you')
  })
})

test('a question whose deferral Discord took, while every answer to it was lost, is answered that it failed', async () => {
  const who = club.person('ana')
  const defers = ({ path }: { path: string }) => path.startsWith('/interactions/')
  club.discord.failsNext(1, { dropAfter: true }, defers)
  const mend = club.discord.failsNext(100, { drop: true }, defers)
  const interaction = who.runs(club.channel, '/strava recent')
  const message = await interaction.answered(15_000)
  mend()
  expect(message.ephemeralFor).toBe(who)
  expect(message.text(who)).toContain('Please try again')
})

test('a refusal that Discord does not take at first is told as soon as it does', async () => {
  const who = club.person('ana')
  const answers = ({ method, path }: { method: string; path: string }) =>
    method !== 'GET' && path.includes('/webhooks/')
  club.discord.failsNext(3, { status: 503 }, answers)
  const interaction = who.runs(club.channel, '/strava recent')
  await club.later(() => interaction.state).not.toBe('loading')
  const message = await interaction.answered()
  expect(message.ephemeralFor).toBe(who)
  expect(message.text(who)).toContain("You haven't connected Strava yet")
})

describe('an answer that Discord does not take at first', () => {
  const answers = ({ path }: { path: string }) => path.startsWith('/webhooks/')
  const reads = () => club.strava.requests.filter(({ kind }) => kind === 'read').length

  for (const [what, how] of [
    ['fails', { status: 503 }],
    ['refuses for half a second', { scope: 'shared', retryAfter: 0.5 }],
  ] as const) {
    test(`because it ${what}, costs Strava one read all the same`, async () => {
      const { who } = await club.member('ana', { activities: lately([activities.paceThatRoundsUp], club.clock.now()) })
      club.discord.failsNext(3, how, answers)
      expect(await club.reads(who, '/strava recent count:1 private:True')).toContain('1 activity')
      expect(reads()).toBe(1)
    })
  }
})

test('whoever asks for a member of a server that the bot left in the same moment reads that it failed', async () => {
  await club.member('ana', { share: 'auto', activities: lately([activities.paceThatRoundsUp], club.clock.now()) })
  const who = club.person('bo')
  club.discord.failsNext(1, { status: 404, code: 10004 }, ({ path }) => /^\/guilds\/\d+\/members\//.test(path))
  const message = await club.asks(who, '/strava recent member:@ana')
  expect(message.ephemeralFor).toBe(who)
  expect(message.text(who)).toContain('Discord rejected my reply')
})

test('an answer whose place was taken back by a refusal that did not come through is given all the same', async () => {
  const { who } = await club.member('ana', { activities: lately([activities.paceThatRoundsUp], club.clock.now()) })
  club.strava.failsNext(4, '503', { kind: 'read' })
  club.discord.failsNext(1, { dropAfter: true }, ({ method }) => method === 'DELETE')
  const interaction = who.runs(club.channel, '/strava recent')
  await club.later(() => club.discord.requests.some(({ method }) => method === 'DELETE')).toBe(true)
  await club.later(() => interaction.followUps().length).toBe(1)
  expect((await interaction.answered()).text(who)).toMatch(/1 activity|Strava isn't answering/)
})

test('of two choices the newer one stays, although the older one is tried again after it', async () => {
  const { who } = await club.member('ana', { share: 'ask' })
  club.discord.failsNext(1, { status: 503 }, edits)
  const older = who.runs(club.channel, '/strava share mode:auto')
  await club.discord.waitFor((request) => edits(request) && request.status === 503, 'the lost answer to the older one')

  expect(await club.reads(who, '/strava share mode:off')).toContain('Nothing is posted here except')

  expect(older.state).toBe('loading')
  expect((await older.answered()).text(who)).toContain('Nothing is posted here except')
  expect(await club.reads(who, '/strava privacy')).toContain('Nothing is posted here except')
})

test('seventy people who ask for help in the same second are all answered', async () => {
  const people = Array.from({ length: 70 }, (_, index) => club.person(`rider${index}`))
  const asked = people.map((who) => who.runs(club.channel, '/strava help'))
  const answers = await Promise.all(asked.map((interaction) => interaction.answered()))
  const texts = answers.map((message, index) => message.text(people[index]))
  expect(texts.filter((text) => !text.includes('/strava recent'))).toEqual([])
})

describe('a program that is stopped while it defers a question', () => {
  const readyBot = async () => {
    await club.stop()
    const bot = await club.start({ RUN: 'bot', PORT: '0' })
    await club.discord.ready()
    return bot
  }

  test('hands it on before it ends, and it is answered after the next start', async () => {
    const who = club.person('ana')
    const bot = await readyBot()
    club.discord.failsNext(1, { dropAfter: true }, deferrals)
    const interaction = who.runs(club.channel, '/strava privacy')
    await club.discord.waitFor(({ path, status }) => deferrals({ path }) && status === 0, 'the first try')

    await bot.stop()
    expect(interaction.state).toBe('loading')

    await club.start({ RUN: 'worker', PORT: '0' })
    expect((await interaction.answered()).text(who)).toContain('Nothing is stored about you')
  })
})
