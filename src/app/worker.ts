import { join } from 'node:path'
import { COMMAND_JOBS } from '../commands/index.ts'
import { createGuildFilter } from '../core/guild-filter.ts'
import { toSeed } from '../core/map-plan.ts'
import { createChannels } from '../discord/channels.ts'
import { createBasemapLoader } from '../images/basemap.ts'
import { createImageRenderer, type ImageRenderer } from '../images/index.ts'
import { CATCH_UP_INTERVAL_MS, scheduleCatchUps } from '../jobs/catch-up/schedule-catch-ups.ts'
import { indexFeedAdmins } from '../jobs/feeds/index-feed-admins.ts'
import { RESUME_FEEDS_INTERVAL_MS, resumeFeeds } from '../jobs/feeds/resume-feeds.ts'
import { JOBS } from '../jobs/index.ts'
import type { JobContext } from '../jobs/job-context.ts'
import { OFFER_SEATS_INTERVAL_MS, offerSeats } from '../jobs/membership/offer-seats.ts'
import { REMOVE_EXPIRED_JOBS_INTERVAL_MS, removeExpiredJobs } from '../jobs/remove-expired-jobs.ts'
import { createRunner } from '../jobs/runner.ts'
import { createWorkers } from '../queue/workers.ts'
import { QUEUE_PREFIX } from '../redis/keys.ts'
import { isRedisUnavailable, retryUntilRedisAvailable } from '../redis/redis-errors.ts'
import { createCachedActivities, rememberVisibility } from '../strava/cached-activities.ts'
import { type AppContext, type FailFastServices, SHUTDOWN_TIMEOUT_MS } from './context.ts'

/** Time for running jobs to finish on shutdown. */
const JOBS_SHUTDOWN_TIMEOUT_MS = 15_000

/** How long a map waits for its tiles. */
const TILES_TIMEOUT_MS = 5000

/** The basemap, if the operator has set a tile server. */
function tilesOf({ config, log, now }: AppContext) {
  const { address: urlTemplate, attribution, maxBytes } = config.tiles
  if (!urlTemplate) return {}
  const folder = join(config.dataDir, 'tiles')
  const userAgent = `Domestique (${config.publicUrl})`
  const server = { urlTemplate, attribution, folder, maxBytes, userAgent, timeoutMs: TILES_TIMEOUT_MS }
  return { tiles: createBasemapLoader({ server, log, now }) }
}

/** Ignores the feeds of servers that the operator doesn't allow. They stay stored. */
function restrictFeeds(isAllowedGuild: (guildId: string) => boolean, feeds: JobContext['feeds']): JobContext['feeds'] {
  return {
    ...feeds,
    find: async (guildId, channelId) => (isAllowedGuild(guildId) ? feeds.find(guildId, channelId) : undefined),
    ofPost: async (guildId, channelId) => (isAllowedGuild(guildId) ? feeds.ofPost(guildId, channelId) : undefined),
    list: async (guildId) => (isAllowedGuild(guildId) ? feeds.list(guildId) : []),
    dueForRetry: async (...when) => (await feeds.dueForRetry(...when)).filter(({ guildId }) => isAllowedGuild(guildId)),
  }
}

/** Ignores the share preferences for servers that the operator doesn't allow. They stay stored. */
function restrictSharePreferences(
  isAllowedGuild: (guildId: string) => boolean,
  preferences: JobContext['sharePreferences'],
): JobContext['sharePreferences'] {
  return {
    ...preferences,
    all: async (userId) => (await preferences.all(userId)).filter(([guildId]) => isAllowedGuild(guildId)),
  }
}

/** Leaves out a snapshot's feeds in servers that the operator doesn't allow. */
const restrictSnapshots = (
  isAllowedGuild: (guildId: string) => boolean,
  snapshots: JobContext['snapshots'],
): JobContext['snapshots'] => ({
  async read(athleteId, activityId) {
    const snapshot = await snapshots.read(athleteId, activityId)
    return { ...snapshot, feeds: snapshot.feeds.filter(({ guildId }) => isAllowedGuild(guildId)) }
  },
})

/**
 * Ignores what is held back in servers that the operator doesn't allow. It stays stored until they are allowed again.
 */
function restrictHeldBack(
  isAllowedGuild: (guildId: string) => boolean,
  heldBack: JobContext['heldBack'],
): JobContext['heldBack'] {
  return {
    ...heldBack,
    guilds: async () => (await heldBack.guilds()).filter(isAllowedGuild),
    threadsDueForRetry: async (...when) =>
      (await heldBack.threadsDueForRetry(...when)).filter(({ guildId }) => isAllowedGuild(guildId)),
  }
}

/** The `worker` role: runs queued and scheduled jobs. */
export async function startWorker(
  context: AppContext,
  { encryptionKey }: FailFastServices,
  renderer?: Omit<ImageRenderer, 'close'>,
): Promise<void> {
  const { config, log, now, timing, metrics, checks, onShutdown, onFatal, rest, responses } = context
  const { repositories, queue, strava } = await context.createBlockingServices()
  const { accessTokens, clientFor, rateLimiter, circuitBreaker, fetchPhoto } = strava
  const ownRenderer = createImageRenderer(tilesOf(context))
  const images = renderer ?? ownRenderer
  onShutdown(ownRenderer.close)
  const channels = createChannels({ rest, commandIds: context.commandIds, now })
  const isAllowedGuild = createGuildFilter(config.discord.guildIds)
  const workerMetrics = metrics.forWorker()
  const jobContext: Omit<JobContext, 'activities'> = {
    ...repositories,
    sharePreferences: restrictSharePreferences(isAllowedGuild, repositories.sharePreferences),
    feeds: restrictFeeds(isAllowedGuild, repositories.feeds),
    snapshots: restrictSnapshots(isAllowedGuild, repositories.snapshots),
    heldBack: restrictHeldBack(isAllowedGuild, repositories.heldBack),
    guildMembers: repositories.guildMembers(channels.findMember),
    withActivityLock: repositories.syncLock,
    tracing: context.tracing,
    ...{ accessTokens, channels, rateLimiter, circuitBreaker, queue, log, now, metrics: workerMetrics },
    images,
    loadPhoto: async (url) => images.photo(await fetchPhoto(url)),
    routeSeedOf: (activityId) => toSeed(Buffer.from(repositories.deriveSecret(`map:${activityId}`), 'base64url')),
    readMissingKey: encryptionKey.readMissing,
    pageUrl: (page) => `${config.publicUrl}/${page}`,
    connectUrl: (state) => `${config.publicUrl}/connect/${state}`,
  }
  const inFlight = new Map<string, Promise<unknown>>()
  const { run, failPermanently } = createRunner({
    ...{
      jobs: [...JOBS, ...COMMAND_JOBS],
      context: jobContext,
      pendingReplies: repositories.pendingReplies,
      responses,
      replyRetryFactor: timing.replyRetryFactor,
      isAllowedGuild,
      isRedisUnavailable,
      log,
      now,
    },
    activitiesFor: (caller, callerLog) => {
      const activities = rememberVisibility(clientFor(caller, callerLog).activities, repositories.activityVisibility)
      if (caller.priority !== 'interactive') return activities
      return createCachedActivities({ activities, cache: repositories.activityCache, inFlight, now, log: callerLog })
    },
    onBotTokenRefused: onFatal,
  })
  const workers = createWorkers({
    ...{
      redis: repositories.redis,
      prefix: QUEUE_PREFIX,
      encryption: repositories.jobEncryption,
      run,
      failPermanently,
      now,
      log,
    },
    skipVersionCheck: context.skipsVersionCheck(),
    telemetry: context.tracing.queueTelemetry,
    onOutcome: workerMetrics.jobEnded,
  })
  onShutdown(() => workers.close(JOBS_SHUTDOWN_TIMEOUT_MS), JOBS_SHUTDOWN_TIMEOUT_MS + SHUTDOWN_TIMEOUT_MS)
  let schedulesRegistered = false
  checks.worker = () => schedulesRegistered && workers.isRunning()
  const start = () => {
    if (!context.isStopping()) workers.start()
  }
  // Without the key this worker could only serve the bot in its own process; another worker may have the key.
  if (config.roles.includes('bot')) start()
  else void encryptionKey.available.then(start)
  // Not awaited: Redis may be full or failing over, and the program may be stopped meanwhile.
  void retryUntilRedisAvailable(async () => {
    await queue.repeat(scheduleCatchUps.request({}), CATCH_UP_INTERVAL_MS)
    // Catches up at once on activities missed while no worker was running.
    await queue.add(scheduleCatchUps.request({}))
    await queue.repeat(resumeFeeds.request({}), RESUME_FEEDS_INTERVAL_MS)
    await queue.repeat(offerSeats.request({}), OFFER_SEATS_INTERVAL_MS)
    // Offers the seats of a raised capacity now: an existing schedule keeps its next run.
    await queue.add(offerSeats.request({}))
    await queue.add(indexFeedAdmins.request({}))
    await queue.repeat(removeExpiredJobs.request({}), REMOVE_EXPIRED_JOBS_INTERVAL_MS)
    schedulesRegistered = true
  }).catch((error) => log.error({ err: error }, 'could not register scheduled jobs'))
}
