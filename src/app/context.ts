import { withTimeout } from '../async.ts'
import type { Config } from '../config.ts'
import { createCommandIds } from '../discord/command-mentions.ts'
import { createInteractionResponses } from '../discord/interaction-responses.ts'
import { createRest } from '../discord/rest.ts'
import type { Role } from '../environment.ts'
import type { AppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { createMetrics } from '../metrics.ts'
import { createQueue } from '../queue/queue.ts'
import { QUEUE_PREFIX } from '../redis/keys.ts'
import { checkRedisServer, logRedisProblems, type RedisProblem } from '../redis/redis-check.ts'
import { isRedisUnavailable, retryUntilRedisAvailable } from '../redis/redis-errors.ts'
import { openStore, type Repositories } from '../redis/repositories.ts'
import { createRunningProcesses } from '../redis/running-processes.ts'
import { claimStore, STORE_FORMAT } from '../redis/store-format.ts'
import { createStrava } from '../strava/index.ts'
import { NO_TRACING, type Tracing } from '../tracing.ts'
import { VERSION } from '../version.ts'
import type { HealthChecks } from '../web/health.ts'
import { createWebApp } from '../web/server.ts'
import { createClockSkew } from './clock-skew.ts'
import { createStoredCounts } from './stored-counts.ts'
import type { Timing } from './timing.ts'

export interface AppContextOptions {
  config: Config
  log: Log
  now: () => number
  timing: Timing
  /** Called for errors that only the operator can fix, and without which the bot can't continue. */
  onFatal: (error: AppError) => void
}

/** Default time limit to shut down one component. */
export const SHUTDOWN_TIMEOUT_MS = 3000

/** The name in `/readyz` of what each role needs. */
const READINESS_CHECKS: Readonly<Record<Role, string>> = { bot: 'gateway', worker: 'worker', web: 'web' }

/** Everything that the roles of a process share. Created once, stopped in reverse order. */
export async function createAppContext({ config, log, now, timing, onFatal }: AppContextOptions) {
  const { discord, strava: application } = config
  const metrics = createMetrics()
  const shutdownHooks: { stop: () => Promise<void>; limit: number }[] = []
  const onShutdown = (stop: () => Promise<void>, limit = SHUTDOWN_TIMEOUT_MS) =>
    void shutdownHooks.push({ stop, limit })
  // Each role replaces its check once it is up.
  const isNotReady = () => false
  const checks: Record<string, HealthChecks[string]> = Object.fromEntries(
    ['redis', 'encryptionKey', ...config.roles.map((role) => READINESS_CHECKS[role])].map((name) => [name, isNotReady]),
  )
  let stopping = false

  /** OpenTelemetry takes long to load, so it is only loaded where there is an endpoint. */
  async function startTracing(): Promise<Tracing> {
    const { tracesEndpoint: endpoint, roles } = config
    if (!endpoint) return NO_TRACING
    const { startOpenTelemetry } = await import('../open-telemetry.ts')
    const openTelemetry = startOpenTelemetry({ endpoint, roles })
    onShutdown(openTelemetry.stop)
    return openTelemetry
  }

  const { windowSeconds, athleteCapacity } = application
  const store = await openStore({ ...config, now, log, rateLimitWindowMs: windowSeconds * 1000, athleteCapacity })
  onShutdown(store.close, 2 * SHUTDOWN_TIMEOUT_MS)

  let registeredCommands: Repositories['registeredCommands'] | undefined
  const commandIds = createCommandIds({ read: async () => registeredCommands?.read(), now })
  const clockSkew = createClockSkew({ now, log })
  const onDiscordDate = (date: string | null) => clockSkew.record('Discord', date)
  const onStravaDate = (date: string | null) => clockSkew.record('Strava', date)

  const tracing = await startTracing()

  const createStravaFor = (repositories: Repositories) =>
    createStrava({
      ...application,
      store: repositories,
      now,
      log,
      timeoutMs: timing.stravaTimeoutMs,
      onCall: metrics.stravaCall,
      onDate: onStravaDate,
      tracing,
    })
  let redisProblems: RedisProblem[] | undefined
  /** Logs problems with Redis once. */
  async function findRedisProblems({ redis }: Repositories): Promise<void> {
    if (redisProblems) return
    redisProblems = await checkRedisServer(redis)
    logRedisProblems(redisProblems, log)
  }
  /**
   * BullMQ would print the same problems again, as plain text. Skipping its version check makes its timers less exact.
   */
  const skipsVersionCheck = () =>
    redisProblems?.some(({ kind }) => kind === 'version' || kind === 'eviction' || kind === 'unchecked') ?? false
  const createQueueFor = (repositories: Repositories) => {
    const queue = createQueue({
      ...{ redis: repositories.redis, prefix: QUEUE_PREFIX, encryption: repositories.jobEncryption, now, log },
      skipVersionCheck: skipsVersionCheck(),
      telemetry: tracing.queueTelemetry,
    })
    onShutdown(queue.close)
    return queue
  }

  return {
    ...{ config, log, now, timing, metrics, tracing, checks, onShutdown, onFatal, skipsVersionCheck },
    commandIds,
    rest: createRest({
      ...discord,
      perSecond: timing.discordCallsPerSecond,
      onCall: metrics.discordCall,
      onDate: onDiscordDate,
      tracing,
    }),
    responses: createInteractionResponses({
      rest: createRest({
        ...discord,
        perSecond: Number.POSITIVE_INFINITY,
        onCall: metrics.discordCall,
        onDate: onDiscordDate,
        tracing,
      }),
      commandIds,
      now,
    }),
    web: createWebApp({
      log,
      publicUrl: config.publicUrl,
      tracing,
      formTargets: [new URL(application.oauthUrl).origin],
      isRedisUnavailable,
    }),

    /** For jobs, which can wait for Redis. */
    async createBlockingServices() {
      const repositories = await store.openRepositories('blocking')
      return { repositories, queue: createQueueFor(repositories), strava: createStravaFor(repositories) }
    },

    /** For requests, which need a reply within seconds. */
    async createFailFastServices() {
      const repositories = await store.openRepositories('fail-fast')
      const processes = createRunningProcesses({ redis: repositories.redis, now })
      await retryUntilRedisAvailable(() => claimStore(repositories.redis, processes.list))
      onShutdown(processes.stop)
      const [keyName = ''] = store.keyNames
      const { version: storeVersion } = STORE_FORMAT
      await processes.start({ version: VERSION, roles: config.roles, storeVersion, keyName })
      // If Redis isn't reachable yet, the check can wait.
      const find = () => findRedisProblems(repositories)
      await find().catch(() => void retryUntilRedisAvailable(find).catch(() => {}))
      registeredCommands = repositories.registeredCommands
      const encryptionKey = store.encryptionKeyCheck(repositories.redis, config.roles.includes('worker'))
      onShutdown(encryptionKey.stop)
      checks.encryptionKey = encryptionKey.isAvailable
      const [queue, strava] = [createQueueFor(repositories), createStravaFor(repositories)]
      metrics.watchQueue(queue.counts, queue.oldestWaits)
      metrics.watchStored(createStoredCounts(repositories, now))
      metrics.watchStrava(async () => {
        const [reading, { open }] = await Promise.all([strava.rateLimiter.read(), strava.circuitBreaker.read()])
        return { ...reading, outageReason: open?.reason }
      })
      checks.redis = async () => (await repositories.redis.ping()) === 'PONG'
      await encryptionKey.start()
      return { repositories, queue, strava, encryptionKey }
    },

    isStopping: () => stopping,

    async stop(): Promise<void> {
      stopping = true
      for (const hook of shutdownHooks.splice(0).reverse()) {
        await withTimeout(hook.limit, hook.stop()).catch((error) =>
          log.warn({ err: error }, 'a component did not shut down cleanly'),
        )
      }
    },
  }
}

export type AppContext = Awaited<ReturnType<typeof createAppContext>>

/** Redis and everything built on it, for requests that can't wait. */
export type FailFastServices = Awaited<ReturnType<AppContext['createFailFastServices']>>
