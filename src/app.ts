import { join } from 'node:path'
import { COMMAND_GROUPS, COMMANDS, MEMBER_COMMANDS } from './commands/index.ts'
import { createOwnActivities } from './commands/own-activities.ts'
import type { Config } from './config.ts'
import { createChannels } from './discord/channels.ts'
import { createChat } from './discord/chat.ts'
import { createDispatch } from './discord/dispatch.ts'
import { createRest } from './discord/rest.ts'
import { toChance } from './domain/map.ts'
import { hasSpare } from './domain/spare.ts'
import type { AppError } from './errors.ts'
import { CHECK_FEEDS_EVERY, checkFeeds } from './jobs/check-feeds.ts'
import type { JobDeps } from './jobs/deps.ts'
import { guildsJoined, guildsLeft } from './jobs/guild.ts'
import { JOBS } from './jobs/index.ts'
import { createRunner } from './jobs/run.ts'
import { SWEEP_EVERY, sweep } from './jobs/sweep.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createPictures } from './pictures/index.ts'
import { createTiles } from './pictures/tiles.ts'
import { createQueue } from './queue/queue.ts'
import { createSubmit } from './queue/submit.ts'
import { createWorkers } from './queue/workers.ts'
import { isAway } from './store/connection.ts'
import { insist } from './store/insist.ts'
import { QUEUE_PREFIX } from './store/keys.ts'
import { createMembers } from './store/members.ts'
import { openStore, type StoreRooms } from './store/open.ts'
import { createStrava } from './strava/index.ts'
import { mayReadActivities } from './strava/oauth.ts'
import { toRoute } from './strava/polyline.ts'
import { createRevocations } from './strava/revocations.ts'
import { within } from './time.ts'
import { toCallback } from './web/callback.ts'
import { addConnect } from './web/connect.ts'
import { addHealth, type Checks } from './web/health.ts'
import { createWebApp, listen } from './web/server.ts'
import { createSubscriber } from './web/subscribe.ts'
import { addWebhook } from './web/webhook.ts'

export interface AppOptions {
  config: Config
  log: Log
  now?: () => number
  /** How long Strava may take for an answer. Milliseconds. */
  stravaTimeout?: number
  /** What draws; whoever hands it in closes it. Not given: threads of the program's own. */
  pictures?: Omit<ReturnType<typeof createPictures>, 'close'>
  /** What only the operator can mend, and without which there is no going on. */
  onFatal: (error: AppError) => void
}

/** How long running jobs may take to finish when the program stops. Milliseconds. */
const STOP_LIMIT = 15_000

/** How long any other part may take to stop, whatever hangs. Milliseconds. */
const PART_LIMIT = 3000

/** How long a map waits for the tiles under it. Milliseconds. */
const TILES_LIMIT = 5000

/** Everything this process is made of, wired once, started in order and stopped in the opposite order. */
export async function startApp({
  config,
  log,
  now = Date.now,
  stravaTimeout = 10_000,
  pictures: shared,
  onFatal,
}: AppOptions) {
  const { discord, strava: application, roles, publicUrl } = config
  const metrics = createMetrics()
  const stops: { stop: () => Promise<void>; limit: number }[] = []
  const onStop = (stop: () => Promise<void>, limit = PART_LIMIT) => stops.push({ stop, limit })
  const checks: Record<string, Checks[string]> = {}

  const store = await openStore({ ...config, now, log })
  onStop(store.close, 2 * PART_LIMIT)
  const stop = async () => {
    for (const part of stops.splice(0).reverse()) {
      await within(part.limit, part.stop()).catch((error) => log.warn({ err: error }, 'a part did not stop in order'))
    }
  }

  const stravaOver = (rooms: StoreRooms) =>
    createStrava({ ...application, store: rooms, now, log, timeout: stravaTimeout, onCall: metrics.stravaCall })
  const queueOver = (rooms: StoreRooms) => {
    const queue = createQueue({ redis: rooms.redis, prefix: QUEUE_PREFIX, log })
    onStop(queue.close)
    return queue
  }

  const rest = createRest(discord)
  const chat = createChat({ rest: createRest({ ...discord, perSecond: Number.POSITIVE_INFINITY }), now })
  const web = createWebApp({ log, formTargets: [new URL(application.oauthUrl).origin], isStoreAway: isAway })

  /** What lies under maps, if the operator has somebody's. */
  function tilesOf({ address, attribution, mostBytes: most }: Config['tiles']) {
    if (!address) return {}
    const folder = join(config.dataDir, 'tiles')
    const userAgent = `Domestique (${publicUrl})`
    const server = { address, attribution, folder, most, userAgent, limit: TILES_LIMIT }
    return { tiles: createTiles({ server, log, now }) }
  }

  async function startWorker() {
    const rooms = await store.rooms('patient')
    const { readingFor, budget, breaker, oauth } = stravaOver(rooms)
    const queue = queueOver(rooms)
    const own = createPictures(tilesOf(config.tiles))
    onStop(own.close)
    const channels = createChannels({ rest, now })
    const deps: Omit<JobDeps, 'activities'> = {
      links: rooms.links,
      units: rooms.units,
      tallies: rooms.tallies,
      feeds: rooms.feeds,
      posts: rooms.posts,
      channels,
      maps: rooms.maps,
      routes: {
        pointsOf: toRoute,
        chanceOf: (activityId) => toChance(Buffer.from(rooms.derive(`map:${activityId}`), 'base64url')),
      },
      pictures: shared ?? own,
      members: createMembers({ redis: rooms.redis, findMember: channels.findMember }),
      forumPosts: rooms.forumPosts,
      questions: rooms.questions,
      answers: rooms.answers,
      once: rooms.once,
      departures: rooms.departures,
      subscription: rooms.subscription,
      withActivity: rooms.syncLock,
      states: rooms.states,
      revocations: createRevocations({ store: rooms.tokens, oauth, lock: rooms.lock, now }),
      budget,
      outage: breaker,
      queue,
      log,
      connectUrl: (state) => `${publicUrl}/connect/${state}`,
      now,
    }
    const runner = createRunner({
      jobs: JOBS,
      deps,
      activitiesFor: (caller) => readingFor(caller).activities,
      replies: rooms.replies,
      chat,
      isStoreAway: isAway,
      log,
      now,
      onBotTokenRefused: onFatal,
    })
    const { redis } = rooms
    const { run, abandon } = runner
    const workers = createWorkers({
      redis,
      prefix: QUEUE_PREFIX,
      run,
      abandon,
      now,
      onOutcome: metrics.jobEnded,
      log,
    })
    onStop(() => workers.close(STOP_LIMIT), STOP_LIMIT + 2 * PART_LIMIT)
    let comesByItself = false
    checks.worker = () => comesByItself && workers.isRunning()
    workers.start()
    // Not waited for: Redis may be full or fail over just now, and the program can be stopped meanwhile.
    void insist(async () => {
      await queue.repeat(sweep.request({}), SWEEP_EVERY)
      // What was missed while no worker ran is looked for at once.
      await queue.add(sweep.request({}))
      await queue.repeat(checkFeeds.request({}), CHECK_FEEDS_EVERY)
      comesByItself = true
    }).catch((error) => log.error({ err: error }, 'what comes by itself could not be queued'))
  }

  async function startHasty() {
    const rooms = await store.rooms('hasty')
    const queue = queueOver(rooms)
    const strava = stravaOver(rooms)
    metrics.watchQueue(queue.counts)
    metrics.watchStrava(async () => {
      const [reading, { open }] = await Promise.all([strava.budget.read(), strava.breaker.read()])
      return { ...reading, away: open?.reason }
    })
    checks.redis = async () => (await rooms.redis.ping()) === 'PONG'
    return { rooms, queue, strava }
  }

  function startWeb({ rooms, queue, strava }: Awaited<ReturnType<typeof startHasty>>) {
    const { oauth, subscriptions } = strava
    const { states, links, subscription, derive } = rooms
    addConnect(web, { publicUrl, states, links, oauth, mayReadActivities, keepLink: rooms.link, queue, now, log })
    const callback = toCallback({ publicUrl, clientId: application.clientId, derive })
    const settle = config.settleSeconds * 1000
    addWebhook(web, { callback, subscription, links, queue, settle, isStoreAway: isAway, now })
    return createSubscriber({ publicUrl, callback, subscriptions, store: subscription, now, log })
  }

  async function startBot({ rooms, queue, strava }: Awaited<ReturnType<typeof startHasty>>) {
    // A suggestion waits for no later place: what is nearly used up is left to what people ask.
    const read = async (userId: string, athleteId: string, perPage: number) => {
      if (!hasSpare(await strava.budget.read())) return undefined
      const { activities } = strava.readingFor({ urgency: 'asked', id: `choices-${userId}`, returns: false })
      return (await activities.page(athleteId, { page: 1, perPage })).activities
    }
    const dispatch = createDispatch({
      chat,
      commands: COMMANDS,
      memberCommands: MEMBER_COMMANDS,
      submit: createSubmit({ queue, replies: rooms.replies }),
      ownActivities: createOwnActivities({ ...rooms, read }),
      now,
      log,
      onDeferred: metrics.deferred,
    })
    // discord.js weighs 15 MB and half of what a start costs in processor time: roles without the gateway do without it.
    const { createGateway } = await import('./discord/gateway.ts')
    const gateway = createGateway({
      ...discord,
      rest,
      commands: COMMANDS,
      memberCommands: MEMBER_COMMANDS,
      groups: COMMAND_GROUPS,
      dispatch,
      onGuilds: (what, guildIds) =>
        queue.add(
          what === 'left' ? guildsLeft.request({ guildIds }) : guildsJoined.request({ guildIds, all: what === 'all' }),
        ),
      now,
      log,
      onFatal,
    })
    onStop(gateway.stop, 2 * PART_LIMIT)
    checks.gateway = gateway.isReady
    void gateway.start()
  }

  try {
    const hasty = await startHasty()
    const subscriber = roles.includes('web') ? startWeb(hasty) : undefined
    addHealth(web, { checks, metrics: metrics.text, contentType: metrics.contentType })
    const server = await listen(web, config.port)
    onStop(server.close)
    if (subscriber) {
      onStop(subscriber.stop)
      void subscriber.keep()
    }
    if (roles.includes('worker')) await startWorker()
    if (roles.includes('bot')) await startBot(hasty)
    log.info({ roles, port: server.port }, 'started')
    return { port: server.port, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
