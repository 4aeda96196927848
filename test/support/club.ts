import { Redis } from 'ioredis'
import { expect, inject } from 'vitest'
import { type Channel, createDiscord, type Guild, type Message, type Person } from '../../sandbox/discord/index.ts'
import { freePort } from '../../sandbox/redis.ts'
import { type ActivityInput, type AthleteHandle, createStrava } from '../../sandbox/strava/index.ts'
import { type AppOptions, startApp } from '../../src/app.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { AppError } from '../../src/errors.ts'
import { createLog, type Log } from '../../src/log.ts'
import { memoize } from '../../src/memoize.ts'
import { createImageRenderer } from '../../src/pictures/index.ts'
import { createBrowser } from './browser.ts'
import { createClock } from './clock.ts'
import { createLanes } from './lanes.ts'
import { KEY } from './test-encryption.ts'

export const CLIENT = { clientId: '12345', clientSecret: 'invented-client-secret' }
export const BOT_TOKEN = 'aW52ZW50ZWQ.bot.token'
export { KEY }

/** One thread draws for all clubs of a process, and what they have in common once: to start one and to draw is what takes longest. */
const thread = createImageRenderer()
const drawnBy = <Order, Drawn>(draw: (order: Order) => Promise<Drawn>) => {
  const drawn = memoize((order: string) => draw(JSON.parse(order)))
  return (order: Order) => drawn(JSON.stringify(order))
}
const drawing: typeof thread = {
  map: drawnBy(thread.map),
  profile: drawnBy(thread.profile),
  weeks: drawnBy(thread.weeks),
  close: thread.close,
}

interface Profile {
  globalName?: string
  locale?: string
  timeZone?: string
}

export interface ClubOptions {
  /** Not given: a database of the run's own Redis, emptied first. */
  redisUrl?: string
  strava?: Partial<Parameters<typeof createStrava>[0]>
  environment?: Record<string, string>
  stravaTimeoutMs?: number
  images?: AppOptions['images']
  /** Not given: as LOG_LEVEL says, on standard output. */
  log?: AppOptions['log']
  /** False: the test starts the program itself, as processes. */
  start?: boolean
}

async function emptyDatabase(): Promise<string> {
  const url = `${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`
  const redis = new Redis(url)
  await redis.flushdb()
  await redis.quit()
  return url
}

/** A Discord server with a channel, a Strava, and the whole program between them, over real sockets. */
export async function openClub(options: ClubOptions = {}) {
  const { redisUrl, strava: stravaOptions, environment, stravaTimeoutMs = 10_000 } = options
  const clock = createClock()
  const strava = await createStrava({ ...CLIENT, now: clock.now, ...stravaOptions })
  const discord = await createDiscord({ token: BOT_TOKEN, now: clock.now })
  const guild = discord.addGuild({ name: 'Invented Wheelers' })
  const channel = guild.addChannel({ name: 'activities' })
  const url = redisUrl ?? (await emptyDatabase())
  const port = await freePort()
  const fatal: AppError[] = []

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
    ...environment,
    ...more,
  })
  const configFor = (more?: Record<string, string>): Config => readConfig(environmentFor(more))

  const apps: { stop: () => Promise<void> }[] = []
  /** Starts the program, or some roles of it, once more. */
  const start = async (
    more: Record<string, string> = {},
    {
      images = options.images ?? drawing,
      aheadMs = 0,
      log,
    }: Pick<ClubOptions, 'images'> & {
      /** By how much the program's clock is wrong. */ aheadMs?: number | (() => number)
      log?: Log
    } = {},
  ) => {
    const config = configFor(more)
    const app = await startApp({
      config,
      log: log ?? options.log ?? createLog(config.logLevel),
      now: () => clock.now() + (typeof aheadMs === 'number' ? aheadMs : aheadMs()),
      stravaTimeoutMs,
      images,
      onFatal: (error) => fatal.push(error),
    })
    apps.push(app)
    return app
  }
  if (options.start !== false) {
    await start()
    await discord.ready()
    await discord.commandsRegistered()
  }

  const join = (person: Person, where: Guild = guild) => {
    where.join(person, {})
    return person
  }

  /** Somebody who is in the server. */
  const person = (username: string, more: Profile = {}) => join(discord.addPerson({ username, ...more }))

  const asks = async (who: Person, line: string): Promise<Message> => who.runs(channel, line).answered()

  /** What somebody reads in answer to a command. */
  const reads = async (who: Person, line: string): Promise<string> => (await asks(who, line)).text(who)

  /** Links through the consent page, as a person with a browser does. */
  const link = async (who: Person, athlete: AthleteHandle, share: 'auto' | 'ask' | 'off' = 'off') => {
    const interaction = who.runs(channel, '/strava link')
    const [button] = (await interaction.answered()).links()
    const browser = createBrowser()
    await browser.get(button?.url ?? '')
    const consent = await browser.post(button?.url ?? '', { share })
    const page = await browser.get(await athlete.signIn(consent.location))
    expect(page.status).toBe(200)
    await interaction.changed(
      (message) => message.text(who).includes('Connected'),
      'the answer to say that it is linked',
    )
    return { interaction, page }
  }

  const admin = discord.addPerson({ username: 'chair', globalName: 'The Chair' })
  guild.join(admin, { permissions: ['ManageGuild'] })
  /** An admin makes a channel a feed. */
  const addsFeed = async (where: { guild?: Guild; channel?: Channel; runIn?: Channel; options?: string } = {}) => {
    if (where.guild) where.guild.join(admin, { permissions: ['ManageGuild'] })
    const target = where.channel ?? channel
    const line = `/strava-admin feed add channel:#${target.name} ${where.options ?? ''}`.trim()
    const answer = await admin.runs(where.runIn ?? target, line).answered()
    expect(answer.text(admin)).toContain('New activities will be posted in')
  }

  const lanes = createLanes(url)

  /** Somebody in the server with a Strava account, linked. */
  const member = async (
    username: string,
    {
      share,
      activities = [],
      ...profile
    }: Profile & { share?: 'auto' | 'ask' | 'off'; activities?: ActivityInput[] } = {},
  ) => {
    const who = person(username, profile)
    const athlete = strava.addAthlete({
      firstname: username,
      lastname: 'Invented',
      activities,
    })
    await link(who, athlete, share)
    return { who, athlete }
  }

  return {
    clock,
    strava,
    discord,
    guild,
    channel,
    port,
    fatal,
    redisUrl: url,
    environmentFor,
    start,
    /** Stops whatever of it runs in this process. */
    stop: () => Promise.all(apps.splice(0).map((each) => each.stop())),
    person,
    member,
    link,
    asks,
    reads,
    admin,
    addsFeed,
    /** Resolves when every event was delivered and every job that is due is done. */
    async settled() {
      await strava.idle()
      await lanes.idle()
    },
    /** Runs at once what was put off until later. */
    async hurry() {
      await lanes.promote()
      await lanes.idle()
    },
    /** Runs at once the jobs of a name that are put off until later. */
    async hurryOnly(name: string) {
      await lanes.promote((job) => job.name === name)
      await lanes.idle()
    },
    /** What there is to see, looked at while time passes: two seconds with each look, and nothing waits for them. */
    later: <Seen>(look: () => Seen) =>
      expect.poll(
        async () => {
          clock.advance(2000)
          await lanes.promote()
          return look()
        },
        { timeout: 10_000 },
      ),
    ttlOf: lanes.ttlOf,
    eventOf: (athlete: AthleteHandle, activity: { id: string }) => ({
      object_type: 'activity',
      aspect_type: 'update',
      updates: {},
      object_id: Number(activity.id),
      owner_id: Number(athlete.id),
      subscription_id: strava.subscription()?.id,
      event_time: Math.floor(clock.now() / 1000),
    }),
    async close() {
      await lanes.close()
      await Promise.all(apps.map((each) => each.stop()))
      await discord.close()
      await strava.close()
    },
    /** Nothing was sent that the real services would refuse. */
    expectNoComplaints() {
      expect(discord.complaints).toEqual([])
      expect(strava.complaints).toEqual([])
    },
  }
}

export type Club = Awaited<ReturnType<typeof openClub>>
