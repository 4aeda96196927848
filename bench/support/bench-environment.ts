import { performance } from 'node:perf_hooks'
import { Redis } from 'ioredis'
import { findNonEphemeralPort } from '../../sandbox/demo/port.ts'
import { type Channel, createDiscord, type DiscordSandbox, type Person } from '../../sandbox/discord/index.ts'
import { startRedisCluster } from '../../sandbox/redis-cluster.ts'
import { type RedisServer, sendCommand, startRedisServer } from '../../sandbox/redis-server.ts'
import { createStrava, type StravaSandboxOptions } from '../../sandbox/strava/index.ts'
import { createLog } from '../../src/logger.ts'
import { openStore } from '../../src/redis/repositories.ts'
import { createMemberSetup } from './bench-members.ts'
import { CREDENTIALS } from './chaos-sandboxes.ts'
import { startLatencyProxy } from './latency-proxy.ts'
import { createProcesses } from './program-processes.ts'
import { waitUntil } from './wait-until.ts'

const UNLIMITED_CALLS: [number, number] = [1_000_000, 1_000_000]
const KEY = Buffer.alloc(32, 7)
const START_TIMEOUT_MS = 20_000

/** Epoch milliseconds with fractions, for the arrival times of requests in the sandboxes. */
export const now = () => performance.timeOrigin + performance.now()

export interface BenchDiscord {
  discord: DiscordSandbox
  channels: Channel[]
  /** Discords with the same seed have the same people. */
  people: Person[]
}

/** A Discord with this many servers of one channel each, and people spread evenly over them. */
export async function createBenchDiscord({
  servers,
  people,
}: {
  servers: number
  people: number
}): Promise<BenchDiscord> {
  const discord = await createDiscord({ token: CREDENTIALS.token, now })
  const channels = Array.from({ length: servers }, (_, index) =>
    discord.addGuild({ name: `Club ${index}` }).addChannel({ name: `club-${index}` }),
  )
  const joined = Array.from({ length: people }, (_, index) => {
    const person = discord.addPerson({ username: `member${index}`, globalName: `Member ${index}` })
    channels[index % servers]?.guild?.join(person)
    return person
  })
  return { discord, channels, people: joined }
}

export interface BenchEnvironmentOptions {
  servers?: number
  people?: number
  strava?: Partial<StravaSandboxOptions>
  /** A Redis Cluster of three instead of one Redis. */
  cluster?: boolean
  /** Network latency to Strava and Discord in each direction. Milliseconds. */
  latency?: number
}

export type BenchEnvironment = Awaited<ReturnType<typeof openBenchEnvironment>>

/** A Redis as the program would start it, both sandboxes, and a way to start the built program between them. */
async function openBenchEnvironment({
  servers: guilds = 1,
  people = 0,
  strava: stravaOptions = {},
  latency = 0,
  cluster: isCluster = false,
}: BenchEnvironmentOptions) {
  const closeHooks: (() => unknown)[] = []
  const cluster = isCluster ? await startRedisCluster() : undefined
  const servers = cluster?.nodes ?? [await startRedisServer({ persistent: true })]
  const redis = servers[0] as RedisServer
  const redisUrl = cluster?.url ?? redis.url
  closeHooks.push(() => Promise.all(servers.map((server) => server.close())))
  const probe = new Redis(redis.url)
  closeHooks.push(() => probe.disconnect())
  for (const { port } of servers) await sendCommand(port, 'CONFIG SET appendfsync everysec')
  const { clientId, clientSecret, token } = CREDENTIALS
  const limits = { overall: UNLIMITED_CALLS, read: UNLIMITED_CALLS }
  const strava = await createStrava({ clientId, clientSecret, capacity: 10_000, now, limits, ...stravaOptions })
  closeHooks.push(strava.close)
  strava.dropEvents()
  const benchDiscord = await createBenchDiscord({ servers: guilds, people })
  closeHooks.push(benchDiscord.discord.close)
  const store = await openStore({
    ...{ redisUrl, dataDir: '', encryptionKeys: [KEY] },
    ...{ now: Date.now, log: createLog('silent') },
  })
  closeHooks.push(store.close)
  const urlWithLatency = async (target: string) => {
    if (latency === 0) return target
    const slow = await startLatencyProxy(target, latency)
    closeHooks.push(slow.close)
    return slow.url
  }
  const stravaUrl = await urlWithLatency(strava.apiUrl)
  const discordUrl = await urlWithLatency(benchDiscord.discord.apiUrl)
  const port = await findNonEphemeralPort()
  const processes = await createProcesses({
    REDIS_URL: redisUrl,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ENCRYPTION_KEY: KEY.toString('base64'),
    DISCORD_TOKEN: token,
    DISCORD_API_URL: discordUrl,
    STRAVA_CLIENT_ID: clientId,
    STRAVA_ATHLETE_CAPACITY: '0',
    STRAVA_CLIENT_SECRET: clientSecret,
    STRAVA_API_URL: stravaUrl,
    STRAVA_OAUTH_URL: strava.oauthUrl,
    SETTLE_SECONDS: '0',
    LOG_LEVEL: 'warn',
  })
  closeHooks.push(() => processes.close({ keep: false }))
  const repositories = await store.openRepositories('blocking')
  const environment = {
    ...{ redis, probe, strava, repositories, processes, stravaUrl, discordUrl, urlWithLatency },
    ...benchDiscord,
    members: createMemberSetup({ strava, repositories, ...benchDiscord }),
    /** Starts roles as a separate process; the one with `web` takes the port that receives Strava's events. */
    async start(roles: string, settings: Record<string, string> = {}) {
      const isWeb = roles === 'all' || roles.includes('web')
      const webSettings = isWeb ? { PORT: String(port) } : {}
      const started = await processes.start(roles.replace(',', '-'), { RUN: roles, ...webSettings, ...settings })
      if (isWeb && !(await waitUntil(() => strava.subscription() !== undefined, START_TIMEOUT_MS)))
        throw new Error('no events')
      if (roles === 'all' || roles.includes('bot')) await benchDiscord.discord.waitForCommands(START_TIMEOUT_MS)
      return started
    },
    onClose: (closer: () => unknown) => closeHooks.push(closer),
  }
  return {
    ...environment,
    async close(): Promise<void> {
      for (const closer of closeHooks.splice(0).reverse()) await closer()
    },
  }
}

/** Opens an environment, runs something in it, and always closes it. */
export async function withBenchEnvironment<T>(
  options: BenchEnvironmentOptions,
  work: (environment: BenchEnvironment) => Promise<T>,
): Promise<T> {
  const environment = await openBenchEnvironment(options)
  try {
    return await work(environment)
  } finally {
    await environment.close()
  }
}
