import { describe, expect, test } from 'vitest'
import type { Channel, Guild } from '../../sandbox/discord/index.ts'
import { createRecordingLog } from '../support/recording-log.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const HOUR = 3600_000

const testEnv = useTestEnv()

const systemChannelOf = (guild: Guild) => guild.channels()[0] as Channel
const greetingsIn = (guild: Guild) =>
  systemChannelOf(guild)
    .messages()
    .filter((message) => message.text().includes('Strava activities for this server'))

/** A server that the bot is just being added to. */
async function addBotToNewGuild(locale?: string) {
  const guild = testEnv.discord.addGuild({
    name: 'Second Club',
    systemChannel: 'general',
    ...(locale ? { locale } : {}),
  })
  await systemChannelOf(guild).waitForMessage()
  const [greeting] = greetingsIn(guild)
  const admin = testEnv.discord.addPerson({ username: 'adi' })
  guild.join(admin, { permissions: ['ManageGuild'] })
  return { guild, channel: systemChannelOf(guild), greeting, admin }
}

/** Resolves when everything triggered by a join, a start or a reconnect is done. */
async function waitUntilSettled() {
  await testEnv.discord.waitUntilReady()
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)).status).toBe(200)
  await testEnv.waitUntilIdle()
}

describe('a server that the bot joins', () => {
  test('is greeted in its system channel, with a select that adds a feed', async () => {
    const { channel, greeting, admin } = await addBotToNewGuild()
    if (!greeting) throw new Error('no greeting')
    expect(greeting.text()).toContain('/strava-admin invite')
    expect(greeting.text()).toContain('/strava-admin settings')
    await testEnv.restart()
    const panel = await admin.selectOptions(greeting, 'feed-channel', [channel.id]).waitForReply()
    expect(panel.ephemeralFor).toBe(admin)
    const feeds = await admin.runCommand(channel, '/strava-admin feed list').waitForReply()
    expect(feeds.text(admin)).toContain('#general')
    expect(greeting.editedAt).toBeUndefined()
  })

  test('is greeted in its own language', async () => {
    const guild = testEnv.discord.addGuild({ name: 'Radclub', systemChannel: 'allgemein', locale: 'de' })
    const greeting = await systemChannelOf(guild).waitForMessage()
    expect(greeting.text()).toContain('Strava-Aktivitäten für diesen Server')
  })

  test('lets only members with Manage Server use the select, and tells others privately', async () => {
    const { guild, channel, greeting, admin } = await addBotToNewGuild()
    if (!greeting) throw new Error('no greeting')
    const eve = testEnv.discord.addPerson({ username: 'eve' })
    guild.join(eve)
    const answer = await eve.selectOptions(greeting, 'feed-channel', [channel.id]).waitForReply()
    expect(answer.ephemeralFor).toBe(eve)
    expect(answer.text(eve)).toContain('You need Manage Server.')
    const feeds = await admin.runCommand(channel, '/strava-admin feed list').waitForReply()
    expect(feeds.text(admin)).toContain('No feeds yet')
  })

  test('is greeted once, even though Discord lists it again at each start and new session', async () => {
    const { guild } = await addBotToNewGuild()
    testEnv.discord.invalidateSessions()
    await expect.poll(() => testEnv.discord.sessions.identifies).toBeGreaterThan(1)
    await waitUntilSettled()
    await testEnv.restart()
    await waitUntilSettled()
    expect(greetingsIn(guild)).toHaveLength(1)
  })

  test("is greeted once even if Discord's response to the first try is lost", async () => {
    testEnv.discord.failNext(1, { dropAfter: true }, ({ method, path }) => method === 'POST' && /messages$/.test(path))
    const { guild } = await addBotToNewGuild()
    await testEnv.runDelayedJobs()
    await waitUntilSettled()
    expect(greetingsIn(guild)).toHaveLength(1)
  })

  test('is greeted once even if the retry is so late that Discord has forgotten the nonce', async () => {
    testEnv.discord.failNext(1, { dropAfter: true }, ({ method, path }) => method === 'POST' && /messages$/.test(path))
    const { guild } = await addBotToNewGuild()
    testEnv.clock.advance(10 * 60_000)
    await testEnv.runDelayedJobs()
    await testEnv.restart()
    await waitUntilSettled()
    expect(greetingsIn(guild)).toHaveLength(1)
  })

  test('is greeted at the start if the bot joined it just before, but not if it joined long ago', async () => {
    await testEnv.stop()
    const oldGuild = testEnv.discord.addGuild({ name: 'Old Club', systemChannel: 'general' })
    testEnv.clock.advance(2 * HOUR)
    const newGuild = testEnv.discord.addGuild({ name: 'Young Club', systemChannel: 'general' })
    await testEnv.start()
    await waitUntilSettled()
    expect([greetingsIn(oldGuild), greetingsIn(newGuild)].map(({ length }) => length)).toEqual([0, 1])
  })

  test('is greeted again when it comes back, unless it still has feeds', async () => {
    const { guild, channel, admin } = await addBotToNewGuild()
    const rejoin = async () => {
      guild.removeBot()
      testEnv.clock.advance(1000)
      guild.addBot()
      await expect
        .poll(() =>
          admin
            .runCommand(channel, '/strava help')
            .waitForReply()
            .then(Boolean, () => false),
        )
        .toBe(true)
      await waitUntilSettled()
    }
    await rejoin()
    expect(greetingsIn(guild)).toHaveLength(2)
    await testEnv.addFeed({ guild, channel, runIn: channel })
    await rejoin()
    expect(greetingsIn(guild)).toHaveLength(2)
  })
})

describe("a server where the bot can't post", () => {
  test.each(['SendMessages', 'ViewChannel'] as const)(
    'in the system channel (%s) is not greeted',
    async (permission) => {
      const { log, lines } = createRecordingLog()
      await testEnv.restart({}, { log })
      const guild = testEnv.discord.addGuild({ name: 'Second Club', systemChannel: 'general' })
      testEnv.discord.denyPermission(systemChannelOf(guild), permission)
      guild.addChannel({ name: 'open' })
      await expect.poll(() => lines.some(({ msg }) => msg === 'no greeting was sent')).toBe(true)
      await waitUntilSettled()
      expect(guild.channels().flatMap((channel) => channel.messages())).toEqual([])
    },
  )

  test('because it has no system channel is not greeted', async () => {
    const { log, lines } = createRecordingLog()
    await testEnv.restart({}, { log })
    const guild = testEnv.discord.addGuild({ name: 'Second Club' })
    guild.addChannel({ name: 'open' })
    const missingGreetings = () =>
      lines.filter(({ msg, guildId }) => msg === 'no greeting was sent' && guildId === guild.id)
    await expect.poll(missingGreetings).toMatchObject([{ reason: 'it has no system channel' }])
    await waitUntilSettled()
    expect(guild.channels().flatMap((channel) => channel.messages())).toEqual([])
  })
})

test('with DISCORD_GUILD_IDS, other servers are not greeted', async () => {
  await testEnv.restart({ DISCORD_GUILD_IDS: testEnv.guild.id })
  const guild = testEnv.discord.addGuild({ name: 'Strangers', systemChannel: 'general' })
  await waitUntilSettled()
  expect(greetingsIn(guild)).toEqual([])
})
