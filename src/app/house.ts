import { createClockSkew } from '../clock-skew.ts'
import type { Config, Role } from '../config.ts'
import { createChat } from '../discord/chat.ts'
import { createRest } from '../discord/rest.ts'
import type { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { createQueue } from '../queue/queue.ts'
import { isAway } from '../store/connection.ts'
import { QUEUE_PREFIX } from '../store/keys.ts'
import { openStore, type StoreRooms } from '../store/open.ts'
import { checkServer, logFaults, type RedisFault } from '../store/server-check.ts'
import { createStrava } from '../strava/index.ts'
import { within } from '../time.ts'
import type { Checks } from '../web/health.ts'
import { createWebApp } from '../web/server.ts'

export interface HouseOptions {
  config: Config
  log: Log
  now: () => number
  /** How long Strava may take for an answer. Milliseconds. */
  stravaTimeout: number
  /** What only the operator can mend, and without which there is no going on. */
  onFatal: (error: AppError) => void
}

/** How long a part may take to stop, whatever hangs. Milliseconds. */
export const PART_LIMIT = 3000

/** What has to be up for each role, as `/readyz` names it. */
const CHECK_OF_ROLE: Readonly<Record<Role, string>> = { bot: 'gateway', worker: 'worker', web: 'web' }

/** What all roles of a process share: made once, stopped in the opposite order. */
export async function openHouse({ config, log, now, stravaTimeout, onFatal }: HouseOptions) {
  const { discord, strava: application } = config
  const metrics = createMetrics()
  const stops: { stop: () => Promise<void>; limit: number }[] = []
  const onStop = (stop: () => Promise<void>, limit = PART_LIMIT) => void stops.push({ stop, limit })
  // Each is replaced when its part is up.
  const isNotUp = () => false
  const checks: Record<string, Checks[string]> = Object.fromEntries(
    ['redis', 'encryptionKey', ...config.roles.map((role) => CHECK_OF_ROLE[role])].map((name) => [name, isNotUp]),
  )
  let stopping = false

  const store = await openStore({ ...config, now, log, windowMs: application.windowSeconds * 1000 })
  onStop(store.close, 2 * PART_LIMIT)

  let shared: StoreRooms['clockSkews'] | undefined
  const clockSkew = createClockSkew({
    now,
    log,
    report: async (service, skewMs) => shared?.save(service, skewMs).catch(() => {}),
  })
  const onDiscordDate = (date: string | null) => clockSkew.hear('Discord', date)
  const onStravaDate = (date: string | null) => clockSkew.hear('Strava', date)

  const stravaOver = (rooms: StoreRooms) =>
    createStrava({
      ...application,
      store: rooms,
      now,
      log,
      timeout: stravaTimeout,
      onCall: metrics.stravaCall,
      onDate: onStravaDate,
    })
  let faults: RedisFault[] | undefined
  /** What is wrong with Redis is said once, in our own words. */
  async function findFaults({ redis }: StoreRooms): Promise<RedisFault[]> {
    const found = await checkServer(redis)
    if (!faults) logFaults(found, log)
    faults ??= found
    return found
  }
  /** BullMQ would say some of it once more, as plain text between the lines of the log. Without its look it waits less exactly. */
  const skipsVersionCheck = () => faults?.some(({ kind }) => kind !== 'persistence') ?? false
  const queueOver = (rooms: StoreRooms) => {
    const queue = createQueue({
      ...{ redis: rooms.redis, prefix: QUEUE_PREFIX, privacy: rooms.jobPrivacy, now, log },
      skipVersionCheck: skipsVersionCheck(),
    })
    onStop(queue.close)
    return queue
  }

  return {
    ...{ config, log, now, metrics, checks, onStop, onFatal, findFaults, skipsVersionCheck },
    clockSkew,
    rest: createRest({ ...discord, onDate: onDiscordDate }),
    chat: createChat({
      rest: createRest({ ...discord, perSecond: Number.POSITIVE_INFINITY, onDate: onDiscordDate }),
      now,
    }),
    web: createWebApp({ log, formTargets: [new URL(application.oauthUrl).origin], isStoreAway: isAway }),

    /** For work that can do nothing else than wait for Redis. */
    async patient() {
      const rooms = await store.rooms('patient')
      return { rooms, queue: queueOver(rooms), strava: stravaOver(rooms) }
    },

    /** For people, who wait for an answer within seconds. */
    async hasty() {
      const rooms = await store.rooms('hasty')
      // Without an answer just now it is not known: that can wait.
      await findFaults(rooms).catch(() => {})
      shared = rooms.clockSkews
      onStop(clockSkew.stop)
      const encryptionKey = store.encryptionKeyCheck(rooms.redis, config.roles.includes('worker'))
      onStop(encryptionKey.stop)
      checks.encryptionKey = encryptionKey.holds
      const [queue, strava] = [queueOver(rooms), stravaOver(rooms)]
      metrics.watchQueue(queue.counts)
      metrics.watchStrava(async () => {
        const [reading, { open }] = await Promise.all([strava.budget.read(), strava.breaker.read()])
        return { ...reading, away: open?.reason }
      })
      checks.redis = async () => (await rooms.redis.ping()) === 'PONG'
      await encryptionKey.start()
      return { rooms, queue, strava, encryptionKey }
    },

    isStopping: () => stopping,

    async stop(): Promise<void> {
      stopping = true
      for (const part of stops.splice(0).reverse()) {
        await within(part.limit, part.stop()).catch((error) => log.warn({ err: error }, 'a part did not stop in order'))
      }
    },
  }
}

export type House = Awaited<ReturnType<typeof openHouse>>

/** Redis, and what stands over it, for people who wait. */
export type Hasty = Awaited<ReturnType<House['hasty']>>
