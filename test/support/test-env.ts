import { isDeepStrictEqual } from 'node:util'
import { Redis } from 'ioredis'
import { expect, inject, vi } from 'vitest'
import {
  type Channel,
  createDiscord,
  type DiscordMessage,
  type Guild,
  type Person,
} from '../../sandbox/discord/index.ts'
import { findFreePort } from '../../sandbox/redis-server.ts'
import { type ActivityInput, type AthleteHandle, createStrava } from '../../sandbox/strava/index.ts'
import { type AppOptions, startApp } from '../../src/app/start.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { AppError } from '../../src/errors.ts'
import { createImageRenderer } from '../../src/images/index.ts'
import { createLog, type Log } from '../../src/logger.ts'
import { memoize } from '../../src/memoize.ts'
import { createClock } from './clock.ts'
import { createSavedLinks } from './saved-links.ts'
import { createTestBrowser } from './test-browser.ts'
import { KEY } from './test-encryption.ts'
import { createTestQueues } from './test-queues.ts'

export const CLIENT = { clientId: '12345', clientSecret: 'invented-client-secret' }
export const BOT_TOKEN = 'aW52ZW50ZWQ.bot.token'
export { KEY }

/** One thread draws for all test environments of a process, and draws equal images once, because starting it and drawing take longest. */
const sharedImages = createImageRenderer()
const memoizeImage = <Input, Image>(draw: (input: Input) => Promise<Image>) => {
  const drawOnce = memoize((input: string) => draw(JSON.parse(input)))
  return (input: Input) => drawOnce(JSON.stringify(input))
}
const memoizedImages: typeof sharedImages = {
  map: memoizeImage(sharedImages.map),
  profile: memoizeImage(sharedImages.profile),
  weeks: memoizeImage(sharedImages.weeks),
  photo: sharedImages.photo,
  close: sharedImages.close,
}

/** The sandboxes need no protection from too many calls, and related changes arrive at once. */
const TEST_TIMING = {
  discordCallsPerSecond: Number.POSITIVE_INFINITY,
  accessSettleMs: 100,
  replyRetryFactor: 0.05,
  connectRetryMs: 50,
  subscriptionRetryMs: 50,
  webhookAnswerMs: 600,
  alertTickMs: 20,
}

interface PersonProfile {
  globalName?: string
  locale?: string
  timeZone?: string
}

export interface TestEnvOptions {
  /** Default: a database of the run's own Redis, emptied first. */
  redisUrl?: string
  strava?: Partial<Parameters<typeof createStrava>[0]>
  /** How many gateway shards Discord recommends (default: one). */
  recommendedShards?: number
  environment?: Record<string, string>
  /** Default: `TEST_TIMING`. */
  timing?: AppOptions['timing']
  images?: AppOptions['images']
  /** Default: standard output at LOG_LEVEL if that is set. */
  log?: AppOptions['log']
  /** Where the program gets interactions from (default: the gateway). `http`: it has no role `bot`. */
  interactions?: 'gateway' | 'http'
  /** False: the test starts the program itself, as processes. */
  start?: boolean
  /** It is used for several tests, with a `reset` between them. */
  isShared?: boolean
}

/** Each process of the run has one database for tests that start their own program, and one for a shared program. */
async function resetDatabase(isShared: boolean): Promise<string> {
  const databaseIndex = Number(process.env.VITEST_POOL_ID ?? 1) % 8
  const url = `${inject('redisUrl')}/${isShared ? databaseIndex + 8 : databaseIndex}`
  const redis = new Redis(url)
  await redis.flushdb()
  await redis.quit()
  return url
}

/** A Discord server with a channel, a Strava, and the whole program between them, over real sockets. */
export async function createTestEnv(options: TestEnvOptions = {}) {
  const { redisUrl, strava: stravaOptions, environment, recommendedShards = 1 } = options
  const clock = createClock()
  const strava = await createStrava({ ...CLIENT, now: clock.now, ...stravaOptions })
  const discord = await createDiscord({ token: BOT_TOKEN, now: clock.now, recommendedShards })
  let guild: Guild
  let channel: Channel
  let admin: Person
  /** A server with a channel, and an admin. */
  function addDefaultGuild() {
    guild = discord.addGuild({ name: 'Invented Wheelers' })
    channel = guild.addChannel({ name: 'activities' })
    admin = discord.addPerson({ username: 'chair', globalName: 'The Chair' })
    guild.join(admin, { permissions: ['ManageGuild'] })
  }
  addDefaultGuild()
  const isOverHttp = options.interactions === 'http'
  const url = redisUrl ?? (await resetDatabase(options.isShared ?? false))
  const port = await findFreePort()
  const fatal: AppError[] = []
  /** Log lines with a field that is always redacted, so its value could never be read. */
  const redacted: string[] = []
  const ownLog = createLog('info', [], {
    write: (line) => {
      if (line.includes('"[redacted]"')) redacted.push(line)
    },
  })

  const environmentFor = (more: Record<string, string> = {}) => ({
    DISCORD_TOKEN: BOT_TOKEN,
    DISCORD_API_URL: discord.apiUrl,
    STRAVA_CLIENT_ID: CLIENT.clientId,
    STRAVA_CLIENT_SECRET: CLIENT.clientSecret,
    STRAVA_API_URL: strava.apiUrl,
    STRAVA_OAUTH_URL: strava.oauthUrl,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
    REDIS_URL: url,
    ENCRYPTION_KEY: KEY,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
    ...(stravaOptions?.capacity === undefined ? {} : { STRAVA_ATHLETE_CAPACITY: String(stravaOptions.capacity) }),
    ...(isOverHttp ? { RUN: 'web,worker', DISCORD_PUBLIC_KEY: discord.publicKey } : {}),
    ...environment,
    ...more,
  })
  const configFor = (more?: Record<string, string>): Config => readConfig(environmentFor(more))

  const apps: { stop: () => Promise<void> }[] = []
  const stopApps = (keepCount = 0) => Promise.all(apps.splice(keepCount).map((each) => each.stop()))
  /** Starts the program, or some roles of it, once more. */
  const start = async (
    more: Record<string, string> = {},
    {
      images = options.images ?? memoizedImages,
      timing = options.timing,
      aheadMs = 0,
      log,
    }: Pick<TestEnvOptions, 'images' | 'timing'> & {
      /** How far the program's clock is ahead. */ aheadMs?: number | (() => number)
      log?: Log
    } = {},
  ) => {
    const config = configFor(more)
    const app = await startApp({
      config,
      log: log ?? options.log ?? (process.env.LOG_LEVEL ? createLog(config.logLevel) : ownLog),
      now: () => clock.now() + (typeof aheadMs === 'number' ? aheadMs : aheadMs()),
      timing: { ...TEST_TIMING, ...timing },
      images,
      onFatal: (error) => fatal.push(error),
    })
    apps.push(app)
    return app
  }
  /** Resolves when the program gets interactions. */
  const waitForInteractions = () =>
    isOverHttp ? discord.setInteractionsEndpoint(`http://127.0.0.1:${port}/interactions`) : discord.waitUntilReady()
  if (options.start !== false) {
    await start()
    await waitForInteractions()
    await discord.waitForCommands()
  }
  const [first] = apps
  const limits = strava.limits()
  /** Stops everything of it that runs in this process, and waits until Discord has noticed: the next connection is a new one. */
  const stop = async () => {
    await stopApps()
    if (options.start !== false) await expect.poll(discord.isBotOnline).toBe(false)
  }
  /** Ends every program, and starts one with other settings. */
  const restart = async (...args: Parameters<typeof start>) => {
    await stop()
    const app = await start(...args)
    await waitForInteractions()
    return app
  }

  const join = (person: Person, where: Guild = guild) => {
    where.join(person, {})
    return person
  }

  /** A person in the server. */
  const addPerson = (username: string, more: PersonProfile = {}) => join(discord.addPerson({ username, ...more }))

  const runCommand = async (who: Person, line: string): Promise<DiscordMessage> =>
    who.runCommand(channel, line).waitForReply()

  /** The text that a person reads in reply to a command. */
  const readReply = async (who: Person, line: string): Promise<string> => (await runCommand(who, line)).text(who)

  /** Disconnects, and returns the text that the member reads. */
  const unlink = async (who: Person): Promise<string> => {
    const question = await runCommand(who, '/strava unlink')
    return (await who.clickButton(question, 'Disconnect').waitForReply()).text(who)
  }

  /** Connects through the consent page, as a person with a browser does. */
  const linkAccount = async (who: Person, athlete: AthleteHandle, share: 'auto' | 'ask' | 'off' = 'off') => {
    const interaction = who.runCommand(channel, '/strava link')
    const [button] = (await interaction.waitForReply()).links()
    const browser = createTestBrowser()
    await browser.get(button?.url ?? '')
    const consent = await browser.post(button?.url ?? '', { share })
    const page = await browser.get(await athlete.signIn(consent.location))
    expect(page.status).toBe(200)
    await interaction.waitForEdit(
      (message) => message.text(who).includes('Connected'),
      'the reply to say that the account is connected',
    )
    return { interaction, page }
  }

  /** An admin makes a channel a feed with the command. */
  const addFeedByCommand = async (
    where: { guild?: Guild; channel?: Channel; runIn?: Channel; options?: string } = {},
  ) => {
    if (where.guild) where.guild.join(admin, { permissions: ['ManageGuild'] })
    const target = where.channel ?? channel
    const line = `/strava-admin feed add channel:#${target.name} ${where.options ?? ''}`.trim()
    const answer = await admin.runCommand(where.runIn ?? target, line).waitForReply()
    expect(answer.text(admin)).toContain('New activities will be posted in')
  }

  const queues = createTestQueues(url)
  const savedLinks = createSavedLinks(configFor(), clock.now)

  /** An admin has made a channel a feed. In the server's own channel the result is the same as with the command, in a fraction of the time. */
  const addFeed = async (where?: Parameters<typeof addFeedByCommand>[0]) => {
    // A program that runs as a process is tested as a whole.
    if (where || apps.length === 0) return addFeedByCommand(where)
    await savedLinks.addFeed(admin, guild, channel)
  }

  type MemberInput = PersonProfile & { share?: 'auto' | 'ask' | 'off'; activities?: ActivityInput[] }

  const addRider = (username: string, { share: _, activities = [], ...profile }: MemberInput) => ({
    who: addPerson(username, profile),
    athlete: strava.addAthlete({ firstname: username, lastname: 'Invented', activities }),
  })

  /** A person in the server who connects their Strava account through the consent page. */
  const connectMember = async (username: string, input: MemberInput = {}) => {
    const { who, athlete } = addRider(username, input)
    await linkAccount(who, athlete, input.share)
    return { who, athlete }
  }

  /** A person in the server with a connected Strava account. The result is the same as through the page, in a tenth of the time. */
  const addMember = async (username: string, input: MemberInput = {}) => {
    // A program that runs as a process is tested as a whole.
    if (apps.length === 0) return connectMember(username, input)
    const { who, athlete } = addRider(username, input)
    await savedLinks.save(who, guild, athlete, input.share ?? 'off')
    return { who, athlete }
  }

  return {
    clock,
    strava,
    discord,
    get guild() {
      return guild
    },
    get channel() {
      return channel
    },
    get admin() {
      return admin
    },
    port,
    fatal,
    redisUrl: url,
    environmentFor,
    start,
    stop,
    restart,
    addPerson,
    addMember,
    connectMember,
    linkAccount,
    runCommand,
    readReply,
    unlink,
    addFeed,
    addFeedByCommand,
    /** Resolves when every event was delivered and every job that is due is done. */
    async waitUntilIdle() {
      await strava.waitUntilIdle()
      await queues.waitUntilIdle()
    },
    /** Runs all delayed jobs now. */
    async runDelayedJobs() {
      await queues.promoteDelayed()
      await queues.waitUntilIdle()
    },
    /** Runs the delayed jobs of a name now. */
    async runDelayedJobsNamed(name: string) {
      await queues.promoteDelayed((job) => job.name === name)
      await queues.waitUntilIdle()
    },
    /**
     * Polls a value while time passes: each poll moves the clock two seconds, without waiting. It stands still while Discord waits for a
     * first response, or the limit of three seconds would pass.
     */
    eventually: <Value>(readValue: () => Value) =>
      expect.poll(async () => {
        if (!discord.interactions().some(({ state }) => state === 'waiting')) clock.advance(2000)
        await queues.promoteDelayed()
        return readValue()
      }),
    ttlOf: queues.ttlOf,
    /** The value of a metric with these labels, such as `domestique_queue_jobs{state="failed"}`. */
    async readMetric(nameAndLabels: string): Promise<number> {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      const line = text.split('\n').find((one) => one.startsWith(`${nameAndLabels} `))
      return Number(line?.split(' ').at(-1))
    },
    eventOf: (athlete: AthleteHandle, activity: { id: string }) => ({
      object_type: 'activity',
      aspect_type: 'update',
      updates: {},
      object_id: Number(activity.id),
      owner_id: Number(athlete.id),
      subscription_id: strava.subscription()?.id,
      event_time: Math.floor(clock.now() / 1000),
    }),
    /** Whether another test can use the same program: it still runs, and has stored no Strava limit or outage. */
    isReusable: () =>
      first !== undefined &&
      apps[0] === first &&
      isDeepStrictEqual(strava.limits(), limits) &&
      !strava.requests.some(({ status }) => status === 0 || status === 429 || status >= 500),
    /** Resolves when everything triggered by a start is done. */
    async waitUntilStarted() {
      const isStarted = async () => {
        expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200)
        expect(await queues.hasSubscription()).toBe(true)
      }
      await vi.waitFor(isStarted, { interval: 10, timeout: 10_000 })
      await queues.waitUntilIdle()
    },
    /** Ends what a test began: further programs, failures, jobs. */
    async settle() {
      for (const sandbox of [discord, strava]) {
        sandbox.clearFailures()
        sandbox.endOutage()
      }
      await stopApps(1)
      await queues.cancelAll()
    },
    /** Resets the sandboxes and keeps the program. */
    reset() {
      fatal.splice(0)
      for (const sandbox of [discord, strava]) sandbox.reset()
      addDefaultGuild()
    },
    async close() {
      await queues.close()
      await savedLinks.close()
      await stopApps()
      await discord.close()
      await strava.close()
    },
    /** Expects that nothing was sent that the real services would refuse, and no log field was redacted. */
    expectNoComplaints({ except }: { except?: RegExp } = {}) {
      expect(discord.complaints.filter((complaint) => !except?.test(complaint))).toEqual([])
      expect(strava.complaints).toEqual([])
      expect(redacted).toEqual([])
    },
  }
}

export type TestEnv = Awaited<ReturnType<typeof createTestEnv>>
