import { pathToFileURL } from 'node:url'
import { findNonEphemeralPort } from '../../sandbox/demo/port.ts'
import { startRedisServer } from '../../sandbox/redis-server.ts'
import { createLog } from '../../src/logger.ts'
import { openStore } from '../../src/redis/repositories.ts'
import { CREDENTIALS, createChaosSandboxes } from '../support/chaos-sandboxes.ts'
import { startLatencyProxy } from '../support/latency-proxy.ts'
import { createProcesses } from '../support/program-processes.ts'
import { watchQueues } from '../support/watch-queues.ts'
import { createKillCheck } from './is-safe-to-kill.ts'
import { createWorkerPool } from './worker-pool.ts'

export interface ChaosOptions {
  activities: number
  commands: number
  athletes: number
  workers: number
  seed: number
  /** Activities a second. */
  rate: number
  /** Network latency to Strava and Discord in each direction. Milliseconds. */
  latency: number
}

/** Closed at the end, in reverse order. */
export type OnClose = (close: (isAllRight: boolean) => unknown) => void

const START_TIMEOUT_MS = 20_000
const ENCRYPTION_KEY = Buffer.alloc(32, 7)

/**
 * A quarter hour of Strava ends this long after the start: one second per athlete, who are linked first. Milliseconds.
 */
const QUARTER_END_DELAY_MS = 32_000
/** Strava's quarter hour, shortened, so that a missed one is followed by another within the run. Milliseconds. */
export const QUARTER_HOUR_MS = 60_000

export type ChaosEnvironment = Awaited<ReturnType<typeof createChaosEnvironment>>

/**
 * All clocks are ahead by this much, so that a quarter hour ends in the middle of the run and waiting jobs resume
 * during it.
 */
function createShiftedClock(athletes: number) {
  const targetTime = Date.now() + QUARTER_END_DELAY_MS + athletes * 1000
  const quarterEnds = Math.ceil(targetTime / QUARTER_HOUR_MS) * QUARTER_HOUR_MS
  const offsetMs = quarterEnds - targetTime
  return { ahead: offsetMs, quarterEnds, now: () => Date.now() + offsetMs }
}

/** A persistent Redis, both sandboxes, and the program as several processes: bot and web, and workers. */
export async function createChaosEnvironment({ athletes, workers, latency }: ChaosOptions, onClose: OnClose) {
  const clock = createShiftedClock(athletes)
  const redis = await startRedisServer({ persistent: true })
  onClose(redis.close)
  const sandboxes = await createChaosSandboxes({ now: clock.now, windowSeconds: QUARTER_HOUR_MS / 1000 })
  onClose(sandboxes.close)
  const { strava, discord } = sandboxes
  const toStrava = await startLatencyProxy(strava.apiUrl, latency)
  onClose(toStrava.close)
  const toDiscord = await startLatencyProxy(discord.apiUrl, latency)
  onClose(toDiscord.close)
  const port = await findNonEphemeralPort()
  const processes = await createProcesses({
    NODE_OPTIONS: `--import=${pathToFileURL(`${import.meta.dirname}/../support/clock.mjs`)}`,
    CLOCK_AHEAD: String(clock.ahead),
    REDIS_URL: redis.url,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ENCRYPTION_KEY: ENCRYPTION_KEY.toString('base64'),
    DISCORD_TOKEN: CREDENTIALS.token,
    DISCORD_API_URL: toDiscord.url,
    STRAVA_CLIENT_ID: CREDENTIALS.clientId,
    STRAVA_ATHLETE_CAPACITY: '0',
    STRAVA_CLIENT_SECRET: CREDENTIALS.clientSecret,
    STRAVA_API_URL: toStrava.url,
    STRAVA_OAUTH_URL: strava.oauthUrl.replace(new URL(strava.url).origin, new URL(toStrava.url).origin),
    STRAVA_WINDOW_SECONDS: String(QUARTER_HOUR_MS / 1000),
    SETTLE_SECONDS: '1',
    LOG_LEVEL: 'warn',
  })
  onClose((isAllRight) => processes.close({ keep: !isAllRight }))

  await processes.start('bot-web', { RUN: 'bot,web', PORT: String(port) })
  const workerPool = createWorkerPool(processes)
  onClose(workerPool.forgetWorkers)
  for (let index = 0; index < workers; index += 1) await workerPool.add()
  await discord.waitUntilReady(START_TIMEOUT_MS)
  await discord.waitForCommands(START_TIMEOUT_MS)
  for (const channel of sandboxes.channels) await sandboxes.addFeed(channel)
  const members = await sandboxes.addMembers(athletes)
  const queues = await watchQueues(redis.url, ENCRYPTION_KEY)
  onClose(queues.close)
  const store = await openStore({
    ...{ redisUrl: redis.url, dataDir: '', encryptionKeys: [ENCRYPTION_KEY] },
    ...{ now: clock.now, log: createLog('silent') },
  })
  onClose(store.close)
  const isSafeToKill = createKillCheck((await store.openRepositories('fail-fast')).tokens, latency)
  return { ...sandboxes, redis, clock, processes, workerPool, members, queues, isSafeToKill }
}
