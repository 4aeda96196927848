import { join } from 'node:path'
import { createChannels } from '../discord/channels.ts'
import { createGuildFilter } from '../domain/guilds.ts'
import { toChance } from '../domain/map.ts'
import { CHECK_FEEDS_EVERY, checkFeeds } from '../jobs/check-feeds.ts'
import type { JobDeps } from '../jobs/deps.ts'
import { JOBS } from '../jobs/index.ts'
import { REMOVE_EXPIRED_JOBS_EVERY, removeExpiredJobs } from '../jobs/remove-expired-jobs.ts'
import { createRunner } from '../jobs/run.ts'
import { SWEEP_EVERY, sweep } from '../jobs/sweep.ts'
import { createPictures } from '../pictures/index.ts'
import { createTiles } from '../pictures/tiles.ts'
import { createWorkers } from '../queue/workers.ts'
import { isAway } from '../store/connection.ts'
import { insist } from '../store/insist.ts'
import { QUEUE_PREFIX } from '../store/keys.ts'
import { createCachedActivities, rememberVisibility } from '../strava/cached-activities.ts'
import { createRevocations } from '../strava/revocations.ts'
import { type Hasty, type House, PART_LIMIT } from './house.ts'

/** What draws; whoever hands it in closes it. */
export type Drawing = Omit<ReturnType<typeof createPictures>, 'close'>

/** How long running jobs may take to finish when the program stops. Milliseconds. */
const STOP_LIMIT = 15_000

/** How long a map waits for the tiles under it. Milliseconds. */
const TILES_LIMIT = 5000

/** What lies under maps, if the operator has somebody's. */
function tilesOf({ config, log, now }: House) {
  const { address, attribution, mostBytes: most } = config.tiles
  if (!address) return {}
  const folder = join(config.dataDir, 'tiles')
  const userAgent = `Domestique (${config.publicUrl})`
  const server = { address, attribution, folder, most, userAgent, limit: TILES_LIMIT }
  return { tiles: createTiles({ server, log, now }) }
}

/** The feeds of the servers in which the bot works: those of others stay, and nothing is posted there. */
function onlyIn(isAllowedGuild: (guildId: string) => boolean, feeds: JobDeps['feeds']): JobDeps['feeds'] {
  return {
    ...feeds,
    find: async (guildId, channelId) => (isAllowedGuild(guildId) ? feeds.find(guildId, channelId) : undefined),
    list: async (guildId) => (isAllowedGuild(guildId) ? feeds.list(guildId) : []),
    toTryAgain: async (...when) => (await feeds.toTryAgain(...when)).filter(({ guildId }) => isAllowedGuild(guildId)),
  }
}

/** What members chose in those servers: a choice in another one stays, and nothing comes of it. */
function sharesIn(isAllowedGuild: (guildId: string) => boolean, links: JobDeps['links']): JobDeps['links'] {
  return {
    ...links,
    sharesOf: async (userId) => (await links.sharesOf(userId)).filter(([guildId]) => isAllowedGuild(guildId)),
  }
}

/** The same of what waits there: it stays, for when the server is listed again. */
function heldBackIn(isAllowedGuild: (guildId: string) => boolean, heldBack: JobDeps['heldBack']): JobDeps['heldBack'] {
  return {
    ...heldBack,
    guilds: async () => (await heldBack.guilds()).filter(isAllowedGuild),
    threadsToTryAgain: async (...when) =>
      (await heldBack.threadsToTryAgain(...when)).filter(({ guildId }) => isAllowedGuild(guildId)),
  }
}

/** The role `worker`: does what is in the queue, and what comes by itself. `shared`: not given, threads of its own draw. */
export async function startWorker(house: House, { encryptionKey }: Hasty, shared?: Drawing): Promise<void> {
  const { config, log, now, metrics, checks, onStop, onFatal, rest, chat, clockSkew } = house
  const { rooms, queue, strava } = await house.patient()
  const { readingFor, budget, breaker, oauth } = strava
  const own = createPictures(tilesOf(house))
  onStop(own.close)
  const channels = createChannels({ rest, now })
  const isAllowedGuild = createGuildFilter(config.discord.guildIds)
  const { units, tallies, posts, maps, forumPosts, questions, answers } = rooms
  const links = sharesIn(isAllowedGuild, rooms.links)
  const feeds = onlyIn(isAllowedGuild, rooms.feeds)
  const heldBack = heldBackIn(isAllowedGuild, rooms.heldBack)
  const { once, departures, subscription, states, grantChecks } = rooms
  const deps: Omit<JobDeps, 'activities'> = {
    ...{ links, units, tallies, feeds, posts, maps, forumPosts, questions, answers },
    ...{ heldBack, once, departures, subscription, states, grantChecks, channels, budget, queue, log, now },
    activityCache: rooms.activityCache,
    openEvents: rooms.openEvents,
    activityVisibility: rooms.activityVisibility,
    routes: {
      chanceOf: (activityId) => toChance(Buffer.from(rooms.derive(`map:${activityId}`), 'base64url')),
    },
    pictures: shared ?? own,
    members: rooms.members(channels.findMember),
    withActivity: rooms.syncLock,
    revocations: createRevocations({ store: rooms.tokens, oauth, lock: rooms.lock, now }),
    outage: breaker,
    readRedisFaults: () => house.findFaults(rooms),
    readMissingKey: encryptionKey.readMissing,
    clockSkews: { read: async () => ({ ...(await rooms.clockSkews.read()), ...clockSkew.read() }) },
    connectUrl: (state) => `${config.publicUrl}/connect/${state}`,
  }
  const inFlight = new Map<string, Promise<unknown>>()
  const { run, abandon } = createRunner({
    ...{ jobs: JOBS, deps, replies: rooms.replies, chat, isAllowedGuild, isStoreAway: isAway, log, now },
    activitiesFor: (caller) => {
      const activities = rememberVisibility(readingFor(caller).activities, { visibility: rooms.activityVisibility })
      if (caller.urgency !== 'asked') return activities
      return createCachedActivities({ activities, store: { cache: rooms.activityCache }, inFlight, now })
    },
    onBotTokenRefused: onFatal,
  })
  const workers = createWorkers({
    ...{ redis: rooms.redis, prefix: QUEUE_PREFIX, privacy: rooms.jobPrivacy, run, abandon, now, log },
    skipVersionCheck: house.skipsVersionCheck(),
    onOutcome: metrics.jobEnded,
  })
  onStop(() => workers.close(STOP_LIMIT), STOP_LIMIT + PART_LIMIT)
  let comesByItself = false
  checks.worker = () => comesByItself && workers.isRunning()
  const start = () => {
    if (!house.isStopping()) workers.start()
  }
  // Without the key it could answer nobody but the bot of its own process: another worker may have it.
  if (config.roles.includes('bot')) start()
  else void encryptionKey.held.then(start)
  // Not waited for: Redis may be full or fail over just now, and the program can be stopped meanwhile.
  void insist(async () => {
    await queue.repeat(sweep.request({}), SWEEP_EVERY)
    // What was missed while no worker ran is looked for at once.
    await queue.add(sweep.request({}))
    await queue.repeat(checkFeeds.request({}), CHECK_FEEDS_EVERY)
    await queue.repeat(removeExpiredJobs.request({}), REMOVE_EXPIRED_JOBS_EVERY)
    comesByItself = true
  }).catch((error) => log.error({ err: error }, 'what comes by itself could not be queued'))
}
