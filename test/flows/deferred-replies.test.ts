import { describe, expect, test } from 'vitest'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

const isDeferral = ({ path }: { path: string }) => path.endsWith('/callback')
const isEdit = ({ method }: { method: string }) => method === 'PATCH'

describe('a command whose deferral', () => {
  test('Discord accepted but whose response was lost is still answered', async () => {
    const who = testEnv.addPerson('ana')
    for (const line of ['/strava help', '/strava privacy', '/strava recent']) {
      testEnv.discord.failNext(1, { dropAfter: true }, isDeferral)
      const interaction = who.runCommand(testEnv.channel, line)
      await interaction.waitForReply()
      expect(interaction.text()).not.toBe('')
    }
    expect(testEnv.discord.requests.filter(({ path, status }) => isDeferral({ path }) && status === 400)).toHaveLength(
      3,
    )
  })

  test('Discord accepted but whose response was lost and whose retries failed is still answered', async () => {
    const who = testEnv.addPerson('ana')
    testEnv.discord.failNext(1, { dropAfter: true }, isDeferral)
    testEnv.discord.failNext(2, { status: 500 }, isDeferral)
    const interaction = who.runCommand(testEnv.channel, '/strava help')
    await interaction.waitForReply()
    expect(testEnv.discord.requests.filter(isDeferral).map(({ status }) => status)).toEqual([0, 500, 500, 400])
  })

  test('hangs at the first attempt is still answered', async () => {
    const who = testEnv.addPerson('ana')
    testEnv.discord.failNext(1, { hang: true }, isDeferral)
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('Nothing is stored about you')
  })
})

test('a command whose deferral succeeded without a response gets an error', async () => {
  const who = testEnv.addPerson('ana')
  const isInteractionCallback = ({ path }: { path: string }) => path.startsWith('/interactions/')
  testEnv.discord.failNext(1, { dropAfter: true }, isInteractionCallback)
  const stopFailing = testEnv.discord.failNext(100, { drop: true }, isInteractionCallback)
  const interaction = who.runCommand(testEnv.channel, '/strava recent')
  const message = await interaction.waitForReply()
  stopFailing()
  expect(message.ephemeralFor).toBe(who)
  expect(message.text(who)).toContain('Try again')
})

test('a command whose error message Discord refuses gets a plain one', async () => {
  const ana = testEnv.addPerson('ana')
  const isMessage = ({ method, path }: { method: string; path: string }) =>
    ['POST', 'PATCH'].includes(method) && path.startsWith('/webhooks/')
  testEnv.discord.failNext(1, { status: 400, code: 50035 }, isMessage)
  const reply = await testEnv.readReply(ana, '/strava recent')
  expect(reply).toContain("Discord didn't accept my reply")
})

test('an error message that Discord rejects at first is sent as soon as it accepts it', async () => {
  const who = testEnv.addPerson('ana')
  const isReply = ({ method, path }: { method: string; path: string }) =>
    method !== 'GET' && path.includes('/webhooks/')
  testEnv.discord.failNext(3, { status: 503 }, isReply)
  const interaction = who.runCommand(testEnv.channel, '/strava recent')
  await testEnv.eventually(() => interaction.state).not.toBe('loading')
  const message = await interaction.waitForReply()
  expect(message.ephemeralFor).toBe(who)
  expect(message.text(who)).toContain('Connect Strava first')
})

describe('an answer that Discord rejects at first', () => {
  const isReply = ({ path }: { path: string }) => path.startsWith('/webhooks/')
  const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length

  for (const [description, failure] of [
    ['fails', { status: 503 }],
    ['refuses for half a second', { scope: 'shared', retryAfter: 0.5 }],
  ] as const) {
    test(`because it ${description} still costs only one read`, async () => {
      const { who } = await testEnv.addMember('ana', {
        activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
      })
      testEnv.discord.failNext(3, failure, isReply)
      expect(await testEnv.readReply(who, '/strava recent count:1 private:True')).toContain('1 activity')
      expect(countReads()).toBe(1)
    })
  }
})

test('a command about a member gets an error if the bot leaves the server at that moment', async () => {
  await testEnv.addMember('ana', {
    share: 'auto',
    activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
  })
  const who = testEnv.addPerson('bo')
  testEnv.discord.failNext(1, { status: 404, code: 10004 }, ({ path }) => /^\/guilds\/\d+\/members\//.test(path))
  const message = await testEnv.runCommand(who, '/strava recent member:@ana')
  expect(message.ephemeralFor).toBe(who)
  expect(message.text(who)).toContain("Discord didn't accept my reply")
})

test('the answer still arrives after an error message that was lost', async () => {
  const { who } = await testEnv.addMember('ana', {
    activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
  })
  testEnv.strava.failNext(4, '503', { kind: 'read' })
  testEnv.discord.failNext(1, { dropAfter: true }, ({ method }) => method === 'DELETE')
  const interaction = who.runCommand(testEnv.channel, '/strava recent')
  await testEnv.eventually(() => testEnv.discord.requests.some(({ method }) => method === 'DELETE')).toBe(true)
  await testEnv.eventually(() => interaction.followUps().length).toBe(1)
  expect((await interaction.waitForReply()).text(who)).toMatch(/1 activity|Strava isn't answering/)
})

test('the newer of two choices wins, even if the older one is retried after it', async () => {
  const { who } = await testEnv.addMember('ana', { share: 'ask' })
  testEnv.discord.failNext(1, { status: 503 }, isEdit)
  const olderInteraction = who.runCommand(testEnv.channel, '/strava share mode:auto')
  await testEnv.discord.waitForRequest(
    (request) => isEdit(request) && request.status === 503,
    'the lost answer to the older one',
  )

  expect(await testEnv.readReply(who, '/strava share mode:off')).toContain('Only your own commands post here')

  expect(olderInteraction.state).toBe('loading')
  expect((await olderInteraction.waitForReply()).text(who)).toContain('Only your own commands post here')
  expect(await testEnv.readReply(who, '/strava privacy')).toContain('Only your own commands post here')
})

test('seventy people who ask for help in the same second are all answered', async () => {
  const people = Array.from({ length: 70 }, (_, index) => testEnv.addPerson(`rider${index}`))
  const interactions = people.map((who) => who.runCommand(testEnv.channel, '/strava help'))
  const answers = await Promise.all(interactions.map((interaction) => interaction.waitForReply()))
  const texts = answers.map((message, index) => message.text(people[index]))
  expect(texts.filter((text) => !text.includes('/strava recent'))).toEqual([])
})

describe('a program that is stopped while it defers a command', () => {
  const startBot = async () => {
    await testEnv.stop()
    const bot = await testEnv.start({ RUN: 'bot', PORT: '0' })
    await testEnv.discord.waitUntilReady()
    return bot
  }

  test('queues it before it exits, and it is answered after the next start', async () => {
    const who = testEnv.addPerson('ana')
    const bot = await startBot()
    testEnv.discord.failNext(1, { dropAfter: true }, isDeferral)
    const interaction = who.runCommand(testEnv.channel, '/strava privacy')
    await testEnv.discord.waitForRequest(({ path, status }) => isDeferral({ path }) && status === 0, 'the first try')

    await bot.stop()
    expect(interaction.state).toBe('loading')

    await testEnv.start({ RUN: 'worker', PORT: '0' })
    expect((await interaction.waitForReply()).text(who)).toContain('Nothing is stored about you')
  })
})
