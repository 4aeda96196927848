import { Redis } from 'ioredis'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import {
  type Channel,
  type DiscordMessage,
  type Person,
  type SandboxPermissionName,
  TestSetupError,
} from '../../sandbox/discord/index.ts'
import { feedsMessage } from '../../src/commands/feeds/feed-list-command.ts'
import { statusCommand } from '../../src/commands/status-command.ts'
import { FEED_FIGURES } from '../../src/core/feed.ts'
import { render } from '../../src/discord/components/render-message.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import type { JobContext } from '../../src/jobs/job-context.ts'
import { keys } from '../../src/redis/keys.ts'
import type { SubscriptionState } from '../../src/redis/subscription-store.ts'
import { createFeed } from '../core/builders.ts'
import { textsOf } from '../discord/message-helpers.ts'
import { createRecordingLog } from '../support/recording-log.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()
let admin: Person

beforeEach(async () => {
  admin = addMemberWith('adi', ['ManageGuild'])
})

function addMemberWith(username: string, permissions: SandboxPermissionName[], where = testEnv.guild): Person {
  const who = testEnv.discord.addPerson({ username })
  where.join(who, { permissions })
  return who
}

const runAdminCommand = (line: string, who = admin): Promise<DiscordMessage> =>
  testEnv.runCommand(who, `/strava-admin ${line}`)
const readAnswer = async (line: string, who = admin): Promise<string> => (await runAdminCommand(line, who)).text(who)
const list = () => readAnswer('feed list')

const NO_FEEDS = 'No feeds yet'

describe('/strava-admin feed add', () => {
  test('saves a feed, says what it shows, and previews a post with an invented activity', async () => {
    const message = await runAdminCommand('feed add channel:#activities')

    expect(message.ephemeralFor).toBe(admin)
    const text = message.text(admin)
    expect(text).toContain('New activities will be posted in #activities')
    expect(text).toContain('Shown: All sports · kilometres')
    expect(text).toContain('Example:\n│ adi · @adi\n')
    expect(text).toMatch(
      /🏃 Sample activity <[^>]*>\n│ 10\.00 km · 49:59 · 5:00 \/km · ↗ 84 m\n│ 148 bpm · 172 steps\/min · 640 kcal\n/,
    )
    expect(text).toMatch(/│ \(image: Profile picture\)\n│ \(image: Route map [^)]*\)\n│ Run · /)
    expect(message.links().map(({ label }) => label)).toEqual(['Sample activity', 'View on Strava'])
    expect(message.pings()).toEqual([])
    expect(testEnv.channel.messages()).toEqual([])
    expect(await list()).toContain('#activities: All sports · kilometres')
  })

  test('accepts every option', async () => {
    const options = 'units:miles min_distance:5 min_time:20 indoor:False commutes:False'
    const text = await readAnswer(`feed add channel:#activities sports:=Run, trail run,=Ride ${options}`)
    const summary = 'Run, Trail Run, and Ride · at least 5 mi · at least 20 min · outdoors only · no commutes · miles'
    expect(text).toContain(`Shown: ${summary}`)
    expect(text).toContain('6.21 mi · 49:59 · 8:03 /mi')
    expect(await list()).toContain(`#activities: ${summary}`)
  })

  test('has a separate unit for pools', async () => {
    const poolFeed = 'feed add channel:#activities sports:Swim'
    expect(await readAnswer(`${poolFeed} pool:yards`)).toContain('2,187 yd · 42:00 · 1:55 /100 yd')
    expect(await list()).toContain('#activities: Swim · kilometres · pools in yards')
    expect(await readAnswer('feed add channel:#activities min_distance:1')).toContain('pools in yards')
    expect(await readAnswer('feed add channel:#activities units:miles')).toContain(
      'Shown: Swim · at least 0.62 mi · miles · English\n',
    )
    expect(await readAnswer('feed add channel:#activities pool:metres')).toContain('2,000 m · 42:00 · 2:06 /100 m')
  })

  test('previews a sport that the feed shows', async () => {
    expect(await readAnswer('feed add channel:#activities sports:Swim')).toContain('2,000 m · 42:00 · 2:06 /100 m')
  })

  test('changes only the given options of an existing feed', async () => {
    await runAdminCommand('feed add channel:#activities sports:TrailRun min_distance:5 indoor:False')
    await runAdminCommand('feed add channel:#activities units:miles min_time:10')
    expect(await list()).toContain('Trail Run · at least 3.11 mi · at least 10 min · outdoors only · miles')

    await runAdminCommand(
      'feed add channel:#activities sports:all min_distance:0 min_time:0 indoor:True units:kilometres',
    )
    const text = await list()
    expect(text).toContain('#activities: All sports · kilometres')
    expect(text.match(/#activities/g)).toHaveLength(1)
  })

  test('can be used in several channels and threads, each with its own options', async () => {
    const thread = testEnv.guild.addChannel({ name: 'runners', type: 'thread', parent: testEnv.channel })
    testEnv.guild.addChannel({ name: 'news', type: 'announcement' })
    await runAdminCommand('feed add channel:#activities')
    await runAdminCommand(`feed add channel:#${thread.name} sports:Run`)
    await runAdminCommand('feed add channel:#news sports:Ride')
    const text = await list()
    expect(text).toContain('#activities: All sports')
    expect(text).toContain('#runners: All runs')
    expect(text).toContain('#news: All rides')
  })

  test('can be a forum, in which each member gets a post of their own', async () => {
    testEnv.guild.addChannel({ name: 'ideas', type: 'forum' })
    const answer = await testEnv.admin
      .runCommand(testEnv.channel, '/strava-admin feed add channel:#ideas')
      .waitForReply()
    expect(answer.text(testEnv.admin)).toContain('New activities will be posted in')
  })

  test('refuses an unknown sport by name, and saves nothing', async () => {
    const message = await runAdminCommand('feed add channel:#activities sports:Run, Quidditch')
    expect(message.ephemeralFor).toBe(admin)
    expect(message.text(admin)).toContain('No sport called “Quidditch”')
    expect(await list()).toContain(NO_FEEDS)
  })

  test('suggests completions for the last of several sports', async () => {
    const types = (typed: string) =>
      admin.requestAutocomplete(testEnv.channel, `/strava-admin feed add channel:#activities sports:${typed}`)
    expect(await types('Run, trail')).toEqual([{ name: 'Run, Trail Run', value: 'Run, TrailRun' }])
    expect((await types('Run, run')).map(({ value }) => value)).not.toContain('Run, Run')
    expect(await types('quidditch')).toEqual([])
    const first = await types('')
    expect(first[0]).toEqual({ name: 'All sports', value: 'all' })
    expect(first).toHaveLength(25)
    const longSuggestions = await types('HighIntensityIntervalTraining, '.repeat(4))
    expect(longSuggestions).toEqual([])
  })

  test('accepts a suggestion unchanged', async () => {
    expect(await readAnswer('feed add channel:#activities sports:=Run, TrailRun')).toContain('Shown: Run and Trail Run')
    expect(await readAnswer('feed add channel:#activities sports:All sports')).toContain('Shown: All sports')
  })

  test.each(['Ride', 'ride', 'cycling', 'bike', 'Bikes', 'Rad', 'vélo', 'bici', '自転車', 'All rides'])(
    'shows mountain, gravel and e-bikes as well when the admin types “%s”',
    async (typed) => {
      expect(await readAnswer(`feed add channel:#activities sports:${typed}`)).toContain(
        'Shown: All rides · kilometres',
      )
    },
  )

  test('shows only road rides when the admin picks them', async () => {
    const types = (typed: string) =>
      admin.requestAutocomplete(testEnv.channel, `/strava-admin feed add channel:#activities sports:${typed}`)
    const [first, ...others] = await types('ride')
    expect(first).toEqual({ name: 'All rides', value: 'rides' })
    expect(others).toContainEqual({ name: 'Ride only', value: '=Ride' })
    expect(others).toContainEqual({ name: 'Gravel Ride', value: 'GravelRide' })
    expect(await readAnswer('feed add channel:#activities sports:=Ride')).toContain('Shown: Ride · kilometres')
    expect(await readAnswer('feed add channel:#activities sports:Ride only, swim')).toContain(
      'Shown: Ride and Swim · kilometres',
    )
  })

  test('accepts groups and single sports together', async () => {
    const types = (typed: string) =>
      admin.requestAutocomplete(testEnv.channel, `/strava-admin feed add channel:#activities sports:${typed}`)
    expect(await types('All rides, gym')).toEqual([{ name: 'All rides, All gym workouts', value: 'All rides, gym' }])
    expect(await readAnswer('feed add channel:#activities sports:jog, mtb, yoga')).toContain(
      'Shown: All runs, Mountain Bike Ride, and Yoga',
    )
  })

  test.each(['min_distance:501', 'min_distance:-1', 'min_time:1441', 'units:furlongs'])(
    "doesn't accept %s",
    async (option) => {
      expect(() => admin.runCommand(testEnv.channel, `/strava-admin feed add channel:#activities ${option}`)).toThrow(
        TestSetupError,
      )
    },
  )

  test('allows 25 feeds in a server, which can still be changed', async () => {
    const add = (i: number) => runAdminCommand(`feed add channel:#c${i}`)
    for (let i = 1; i <= 26; i += 1) testEnv.guild.addChannel({ name: `c${i}` })
    for (let i = 1; i <= 25; i += 1) await add(i)
    const refusal = await add(26)
    expect(refusal.text(admin)).toContain('A server can have 25 feeds')
    expect((await admin.clickButton(refusal, 'All feeds').waitForReply()).text(admin)).toContain('Choose a feed')
    expect(await readAnswer('feed add channel:#c7 sports:Run')).toContain('Shown: All runs')
    const text = await list()
    expect(text).toContain('#c25: All sports')
    expect(text).not.toContain('#c26')
    await runAdminCommand('feed remove channel:#c1')
    expect((await add(26)).text(admin)).toContain('New activities will be posted in #c26')
  })
})

describe('a channel in which the bot may not post', () => {
  const cases: [SandboxPermissionName, string][] = [
    ['SendMessages', 'Send Messages'],
    ['EmbedLinks', 'Embed Links'],
    ['AttachFiles', 'Attach Files'],
    ['ReadMessageHistory', 'Read Message History'],
  ]

  test.each(cases)("isn't accepted without %s, and the answer names it", async (permission, permissionName) => {
    testEnv.discord.denyPermission(testEnv.channel, permission)
    const message = await runAdminCommand('feed add channel:#activities')
    expect(message.ephemeralFor).toBe(admin)
    const text = message.text(admin)
    expect(text).toContain('Not saved')
    expect(text).toContain(`Give me ${permissionName} in `)
    expect(text).toContain('Edit Channel → Permissions')
    expect(await list()).toContain(NO_FEEDS)

    testEnv.discord.undenyPermission(testEnv.channel, permission)
    expect(await readAnswer('feed add channel:#activities')).toContain('New activities will be posted in #activities')
  })

  test('gets an answer that names all missing permissions at once', async () => {
    for (const [permission] of cases) testEnv.discord.denyPermission(testEnv.channel, permission)
    const text = await readAnswer('feed add channel:#activities')
    expect(text).toContain('Give me Send Messages, Embed Links, Attach Files, and Read Message History')
  })

  test('can be a thread, which has its own permission to write', async () => {
    testEnv.guild.addChannel({ name: 'runners', type: 'thread', parent: testEnv.channel })
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    expect(await readAnswer('feed add channel:#runners')).toContain('New activities will be posted in #runners')
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessagesInThreads')
    expect(await readAnswer('feed add channel:#runners')).toContain('Give me Send Messages in Threads in ')
  })

  test('can be hidden from the bot', async () => {
    const secretChannel = testEnv.guild.addChannel({ name: 'secret' })
    testEnv.discord.denyPermission(secretChannel, 'ViewChannel')
    expect(await readAnswer('feed add channel:#secret')).toContain("Not saved: I can't see #secret")
    expect(await list()).toContain(NO_FEEDS)
  })

  test('can be gone when the bot checks it', async () => {
    const isChannelRequest = (path: string) => path === `/channels/${testEnv.channel.id}`
    testEnv.discord.failNext(1, { status: 404, code: 10003 }, ({ path }) => isChannelRequest(path))
    expect(await readAnswer('feed add channel:#activities')).toContain("I can't see #activities")
    expect(await list()).toContain(NO_FEEDS)
  })

  test('is checked again after a short Discord outage', async () => {
    testEnv.discord.failNext(1, { status: 503 }, ({ path }) => path === `/guilds/${testEnv.guild.id}`)
    expect(await readAnswer('feed add channel:#activities')).toContain('New activities will be posted in #activities')
  })
})

describe('/strava-admin feed remove and list', () => {
  test('a feed that is removed is gone', async () => {
    await runAdminCommand('feed add channel:#activities')
    const message = await runAdminCommand('feed remove channel:#activities')
    expect(message.ephemeralFor).toBe(admin)
    expect(message.text(admin)).toContain('Stopped posting in #activities')
    expect(await list()).toContain(NO_FEEDS)
  })

  test('where there is none, the answer says so', async () => {
    const message = await runAdminCommand('feed remove channel:#activities')
    expect(message.text(admin)).toContain("There's no feed in #activities")
    expect((await admin.clickButton(message, 'All feeds').waitForReply()).text(admin)).toContain(NO_FEEDS)
  })

  test('a server without feeds gets one from the list, even after a restart', async () => {
    const message = await runAdminCommand('feed list')
    expect(message.ephemeralFor).toBe(admin)
    expect(message.text(admin)).toContain(NO_FEEDS)
    await testEnv.restart()
    const added = await admin.selectOptions(message, 'feed-channel', [testEnv.channel.id]).waitForReply()
    expect(added.text(admin)).toContain('New activities will be posted in #activities')
  })

  test("the list opens a feed's settings", async () => {
    await runAdminCommand('feed add channel:#activities')
    const message = await runAdminCommand('feed list')
    await testEnv.restart()
    const panel = await admin.clickButton(message, 'All feeds').waitForReply()
    expect(panel.text(admin)).toContain('Choose a feed ▾ #activities')
  })

  test('a server sees only its own feeds', async () => {
    await runAdminCommand('feed add channel:#activities')
    const other = testEnv.discord.addGuild({ name: 'Other Wheelers' })
    const lobby = other.addChannel({ name: 'lobby' })
    other.join(admin, { permissions: ['ManageGuild'] })
    const answer = await admin.runCommand(lobby, '/strava-admin feed list').waitForReply()
    expect(answer.text(admin)).toContain(NO_FEEDS)
  })

  test('the longest possible list fits into one message', () => {
    const sports = Array.from({ length: 40 }, () => 'EMountainBikeRide')
    const options = {
      minDistance: 804_670.9,
      minTime: 86_400,
      indoor: false,
      commutes: false,
      units: { system: 'imperial', pool: 'metres' },
      hiddenFigures: FEED_FIGURES,
      maps: false,
      maxPostsPerDay: 10,
      pauseReason: 'no-channel',
    } as const
    const feeds = Array.from({ length: 25 }, (_, i) =>
      createFeed({ ...options, channelId: String(1_400_000_000_000_000_000n + BigInt(i)), sports, since: i }),
    )
    expect(createTranslator('en').t(feedsMessage(feeds, 'en')).length).toBeLessThan(4000)
  })
})

describe('a feed whose channel is gone', () => {
  async function loseChannel(): Promise<Channel> {
    const old = testEnv.guild.addChannel({ name: 'old' })
    await runAdminCommand('feed add channel:#old')
    await runAdminCommand('feed add channel:#activities')
    testEnv.guild.removeChannel(old)
    return old
  }

  test('can be removed with a button, and nothing else is', async () => {
    await loseChannel()
    const status = await runAdminCommand('status')
    expect(status.text(admin)).toContain('give me View Channel, or remove the feed')
    const interaction = admin.clickButton(status, 'Remove feeds without a channel')
    const changed = await interaction.waitForEdit((message) => message.text(admin).includes('Removed'))
    expect(changed.text(admin)).toContain('Removed 1 feed')
    const text = await list()
    expect(text).toContain('#activities: All sports')
    expect(text.match(/All sports/g)).toHaveLength(1)
  })

  test('stays if the channel is visible again before the button is clicked', async () => {
    const hidden = testEnv.guild.addChannel({ name: 'hidden' })
    await runAdminCommand('feed add channel:#hidden')
    testEnv.discord.denyPermission(hidden, 'ViewChannel')
    const status = await runAdminCommand('status')
    testEnv.discord.undenyPermission(hidden, 'ViewChannel')
    const interaction = admin.clickButton(status, 'feed-remove-gone')
    const changed = await interaction.waitForEdit((message) => message.text(admin).includes('removed'))
    expect(changed.text(admin)).toContain('Nothing removed')
    expect(await list()).toContain('#hidden: All sports')
  })

  test("can't be removed by a member who no longer has Manage Server", async () => {
    await loseChannel()
    const status = await runAdminCommand('status')
    testEnv.guild.join(admin, {})
    const interaction = admin.clickButton(status, 'feed-remove-gone')
    const changed = await interaction.waitForEdit((message) => message.text(admin).includes('Manage Server'))
    expect(changed.text(admin)).toContain('You need Manage Server.')
    testEnv.guild.join(admin, { permissions: ['ManageGuild'] })
    expect((await list()).match(/All sports/g)).toHaveLength(2)
  })
})

describe('/strava-admin status', () => {
  test('says privately that all is well', async () => {
    await runAdminCommand('feed add channel:#activities')
    const message = await runAdminCommand('status')
    expect(message.ephemeralFor).toBe(admin)
    const text = message.text(admin)
    expect(text).toContain('Feeds: 1')
    expect(text).toMatch(/Strava/)
    expect(text).not.toMatch(/queue|redis|rate limit|Members|Waiting/i)
    expect(message.buttons()).toEqual([])
  })

  test('says in which channels the bot cannot post, why, and what to do', async () => {
    testEnv.guild.addChannel({ name: 'fine' })
    await runAdminCommand('feed add channel:#activities')
    await runAdminCommand('feed add channel:#fine')
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    const message = await runAdminCommand('status')
    const text = message.text(admin)
    expect(text).toContain('Feeds: problems with 1 of 2.')
    expect(text).toContain('#activities: give me Send Messages.')
    expect(text).not.toContain('#fine')
    await testEnv.restart()
    const panel = await admin.clickButton(message, 'All feeds').waitForReply()
    expect(panel.text(admin)).toContain('Choose a feed to change')
  })

  test('names a feed that an admin paused', async () => {
    testEnv.guild.addChannel({ name: 'fine' })
    await runAdminCommand('feed add channel:#fine')
    await admin.clickButton(await runAdminCommand('feed add channel:#activities'), 'Pause').waitForReply()
    const text = await readAnswer('status')
    expect(text).toContain('Feeds: problems with 1 of 2.')
    expect(text).toContain('#activities: paused (by an admin).')
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    expect(await readAnswer('status')).toContain('#activities: give me Send Messages.')
    expect(await readAnswer('status')).not.toContain('by an admin')
  })

  const subscription = (state?: string, lastEventAt?: number) => ({
    read: async () => (state === undefined ? undefined : { state: state as SubscriptionState, checkedAt: 0 }),
    lastEventAt: async () => lastEventAt,
  })

  const readStatus = async (overrides: Partial<Pick<JobContext, 'subscription' | 'circuitBreaker'>>) => {
    const requester = { interactionId: '1', userId: '2', guildId: '3', locale: 'en', ephemeral: true }
    const context: Partial<JobContext> = {
      feeds: { list: async () => [] } as unknown as JobContext['feeds'],
      links: { invalidUserIds: async () => [] } as unknown as JobContext['links'],
      sharePreferences: { findAll: async () => [] } as unknown as JobContext['sharePreferences'],
      seats: { capacity: 0, waiting: async () => [] } as unknown as JobContext['seats'],
      rateLimiter: { nextEventSlotAt: async () => undefined },
      circuitBreaker: { read: async () => ({ failures: [], open: undefined }) },
      subscription: subscription(),
      readMissingKey: async () => undefined,
      ...overrides,
    }
    const answer = await statusCommand.jobs[0]
      ?.prepare({ requester, options: {} })
      ?.execute(context as JobContext, { name: '', username: '' })
    return answer ? textsOf(render(answer, createTranslator('en'))).join('\n') : ''
  }

  test.each([
    ['active', 'connected'],
    ['unreachable', "Tell the people who run it: Strava can't reach the bot, so posts are up to 30 minutes late"],
    ['refused', "Tell the people who run it: Strava rejects the bot's credentials"],
    ['inactive', "Tell the people who run it: Strava has switched off the bot's access"],
    ['strava-down', "no answer. I'll try again"],
    ['of tomorrow', 'still checking'],
  ])('says that the push subscription is %s', async (state, sentence) => {
    expect(await readStatus({ subscription: subscription(state) })).toContain(sentence)
  })

  test("says so when the push subscription's state is unknown", async () => {
    expect(await readStatus({ subscription: subscription() })).toContain('still checking')
    expect(await readStatus({})).toContain('still checking')
  })

  test('says when the last event came', async () => {
    expect(await readStatus({ subscription: subscription('active', 1_795_000_000_000) })).toContain('<t:1795000000:R>')
    expect(await readStatus({ subscription: subscription('active') })).not.toContain('Last event')
  })

  const down = { reason: 'down' as const, since: 0, until: 5000, failedProbes: 0, probeUntil: 0 }
  const circuitBreaker = { read: async () => ({ failures: [], open: down }) }

  test("never says both that Strava isn't responding and that all is well", async () => {
    const text = await readStatus({ subscription: subscription('active', 1_795_000_000_000), circuitBreaker })
    expect(text).not.toContain('tells me')
    expect(text.indexOf('down since')).toBeGreaterThan(-1)
    expect(text.indexOf('Last event')).toBeGreaterThan(text.indexOf('down since'))
  })

  test("says only once that Strava isn't responding", async () => {
    const text = await readStatus({ subscription: subscription('strava-down'), circuitBreaker })
    expect(text).toContain('down since')
    expect(text).not.toContain("no answer. I'll try again")
  })

  test("says only once that Strava has switched off the bot, even while it isn't called", async () => {
    const inactive = { read: async () => ({ failures: [], open: { ...down, reason: 'inactive' as const } }) }
    const text = await readStatus({ subscription: subscription('inactive'), circuitBreaker: inactive })
    expect(text.match(/switched off/g)).toHaveLength(1)
  })

  test('says how many activities are waiting until the bot can post', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await runAdminCommand('feed add channel:#activities')
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    athlete.createActivity({ sport_type: 'Run', name: 'Held back', distance: 5000, moving_time: 1500 })
    await testEnv.waitUntilIdle()
    await testEnv.runDelayedJobsNamed('sync-activity')
    expect(await readAnswer('status')).toContain('Waiting: 1 activity, until I can post it')
    testEnv.discord.undenyPermission(testEnv.channel, 'SendMessages')
    testEnv.clock.advance(61_000)
    await testEnv.runDelayedJobs()
    await testEnv.waitUntilIdle()
    expect(await readAnswer('status')).not.toContain('Waiting')
  })

  test('opens the list of members if one must reconnect', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await runAdminCommand('feed add channel:#activities')
    testEnv.strava.dropEvents()
    athlete.revokeAccess()
    testEnv.clock.advance(7 * 3600_000)
    await testEnv.runDelayedJobs()
    const list = await admin.clickButton(await runAdminCommand('status'), 'All members').waitForReply()
    expect(list.text(admin)).toContain('@ana · ⚠️ must reconnect')
  })

  test('says so when there are no feeds, and opens the choice of a channel', async () => {
    const message = await runAdminCommand('status')
    expect(message.text(admin)).toContain('Feeds: none in this server')
    await testEnv.restart()
    expect((await admin.clickButton(message, 'Add a feed').waitForReply()).text(admin)).toContain(NO_FEEDS)
  })
})

describe('permission to use these commands', () => {
  /** Server admins can make any command available to anyone in the server's settings, without the bot having a say. */
  const removeDefaultPermissions = () => {
    for (const command of testEnv.discord.commands()) {
      const { default_member_permissions: registeredPermissions } = command
      command.default_member_permissions = null
      onTestFinished(() => {
        command.default_member_permissions = registeredPermissions
      })
    }
  }
  const lines = ['feed add channel:#activities', 'feed remove channel:#activities', 'feed list', 'status']

  test.each(lines)("%s isn't offered to members without Manage Server", (line) => {
    const who = testEnv.addPerson('ana')
    expect(() => who.runCommand(testEnv.channel, `/strava-admin ${line}`)).toThrow(TestSetupError)
  })

  test.each(lines)("%s is refused privately if Discord's settings offer it to everyone", async (line) => {
    await runAdminCommand('feed add channel:#activities sports:Run')
    removeDefaultPermissions()
    const message = await runAdminCommand(line, testEnv.addPerson('ana'))
    expect(message.ephemeralFor?.username).toBe('ana')
    expect(message.text()).toContain('You need Manage Server.')
    expect(await list()).toContain('#activities: All runs')
  })

  test('an administrator can use them without Manage Server', async () => {
    const administrator = addMemberWith('bo', ['Administrator'])
    expect(await readAnswer('feed add channel:#activities', administrator)).toContain(
      'New activities will be posted in #activities',
    )
  })

  test('everyone can still use the other commands', async () => {
    const command = testEnv.discord.commands().find(({ name }) => name === 'strava')
    expect(command?.default_member_permissions).toBeNull()
    expect(await testEnv.readReply(testEnv.addPerson('ana'), '/strava help')).toContain('/strava recent')
  })
})

describe('command registration', () => {
  test('asks Discord to offer the group to members who manage the server', () => {
    const command = testEnv.discord.commands().find(({ name }) => name === 'strava-admin')
    expect(command?.default_member_permissions).toBe('32')
    expect(command?.contexts).toEqual([0])
  })

  /** Restarts the program, and returns whether it registered the commands. */
  const restartAndRegister = async () => {
    await testEnv.stop()
    const { log, lines } = createRecordingLog()
    await testEnv.start({ PORT: '0' }, { log })
    const done = () => lines.find(({ msg }) => msg === 'commands are registered')
    await expect.poll(done).toBeDefined()
    return done()?.changed
  }

  test('happens once while the commands stay the same', async () => {
    expect(testEnv.discord.registrations).toBe(1)
    expect(await restartAndRegister()).toBe(false)
    expect(testEnv.discord.registrations).toBe(1)
  })

  test('happens again when the commands have changed', async () => {
    const offered = () => testEnv.discord.commands().find(({ name }) => name === 'strava-admin')
    Object.assign(offered() ?? {}, { default_member_permissions: null })
    const redis = new Redis(testEnv.redisUrl)
    await redis.set(keys.registeredCommands(), 'the hash of another version')
    await redis.quit()
    expect(await restartAndRegister()).toBe(true)
    expect(testEnv.discord.registrations).toBe(2)
    expect(offered()?.default_member_permissions).toBe('32')
  })
})
