import { COMMAND_GROUPS, COMMANDS } from './commands/index.ts'
import type { Config } from './config.ts'
import { createChat } from './discord/chat.ts'
import { createGateway } from './discord/gateway.ts'
import { createRest } from './discord/rest.ts'
import type { AppError } from './errors.ts'
import type { JobDeps } from './jobs/deps.ts'
import { JOBS } from './jobs/index.ts'
import { createRunner } from './jobs/run.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createQueue } from './queue/queue.ts'
import { createSubmit } from './queue/submit.ts'
import { createWorkers } from './queue/workers.ts'
import { isAway } from './store/connection.ts'
import { QUEUE_PREFIX } from './store/keys.ts'
import { openStore, type StoreRooms } from './store/open.ts'
import { createStrava } from './strava/index.ts'
import { mayReadActivities } from './strava/oauth.ts'
import { createRevocations } from './strava/revocations.ts'
import { within } from './time.ts'
import { addConnect } from './web/connect.ts'
import { addHealth, type Checks } from './web/health.ts'
import { createWebApp, listen } from './web/server.ts'

export interface AppOptions {
  config: Config
  log: Log
  now?: () => number
  /** How long Strava may take for an answer. Milliseconds. */
  stravaTimeout?: number
  /** What only the operator can mend, and without which there is no going on. */
  onFatal: (error: AppError) => void
}

/** How long running jobs may take to finish when the program stops. Milliseconds. */
const STOP_LIMIT = 20_000

/** How long any other part may take to stop, whatever hangs. Milliseconds. */
const PART_LIMIT = 3000

/** Everything this process is made of, wired once, started in order and stopped in the opposite order. */
export async function startApp({ config, log, now = Date.now, stravaTimeout = 10_000, onFatal }: AppOptions) {
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

  const stravaOver = ({ tokens: store, lock }: StoreRooms) =>
    createStrava({ ...application, store, lock, now, log, timeout: stravaTimeout, onCall: metrics.stravaCall })
  const queueOver = (rooms: StoreRooms) => {
    const queue = createQueue({ redis: rooms.redis, prefix: QUEUE_PREFIX, log })
    onStop(queue.close)
    return queue
  }

  const rest = createRest(discord)
  const chat = createChat({ rest, now })
  const web = createWebApp({ log, formTargets: [new URL(application.oauthUrl).origin], isStoreAway: isAway })

  async function startWorker() {
    const rooms = await store.rooms('patient')
    const { activities, oauth } = stravaOver(rooms)
    const deps: JobDeps = {
      links: rooms.links,
      states: rooms.states,
      revocations: createRevocations({ store: rooms.tokens, oauth }),
      activities,
      queue: queueOver(rooms),
      connectUrl: (state) => `${publicUrl}/connect/${state}`,
      now,
    }
    const runner = createRunner({
      jobs: JOBS,
      deps,
      replies: rooms.replies,
      chat,
      log,
      now,
      onBotTokenRefused: onFatal,
    })
    const { redis } = rooms
    const { run, abandon } = runner
    const workers = createWorkers({ redis, prefix: QUEUE_PREFIX, run, abandon, onOutcome: metrics.jobEnded, log })
    onStop(() => workers.close(STOP_LIMIT), STOP_LIMIT + 2 * PART_LIMIT)
    workers.start()
    checks.worker = workers.isRunning
  }

  async function startHasty() {
    const rooms = await store.rooms('hasty')
    const queue = queueOver(rooms)
    metrics.watchQueue(queue.counts)
    checks.redis = async () => (await rooms.redis.ping()) === 'PONG'
    return { rooms, queue }
  }

  function startWeb({ rooms, queue }: Awaited<ReturnType<typeof startHasty>>) {
    const { oauth, tokens } = stravaOver(rooms)
    const { states, links } = rooms
    addConnect(web, { publicUrl, states, links, oauth, mayReadActivities, adopt: tokens.adopt, queue, now, log })
  }

  function startBot({ rooms, queue }: Awaited<ReturnType<typeof startHasty>>) {
    const gateway = createGateway({
      ...discord,
      rest,
      chat,
      commands: COMMANDS,
      groups: COMMAND_GROUPS,
      submit: createSubmit({ queue, replies: rooms.replies }),
      now,
      log,
      onDeferred: metrics.deferred,
      onBotTokenRefused: onFatal,
    })
    onStop(gateway.stop)
    checks.gateway = gateway.isReady
    void gateway.start()
  }

  try {
    const hasty = await startHasty()
    if (roles.includes('web')) startWeb(hasty)
    addHealth(web, { checks, metrics: metrics.text, contentType: metrics.contentType })
    const server = await listen(web, config.port)
    onStop(server.close)
    if (roles.includes('worker')) await startWorker()
    if (roles.includes('bot')) startBot(hasty)
    log.info({ roles, port: server.port }, 'started')
    return { port: server.port, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
