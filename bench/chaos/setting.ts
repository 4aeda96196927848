import { pathToFileURL } from 'node:url'
import { quietPort } from '../../sandbox/demo/port.ts'
import { startRedis } from '../../sandbox/redis.ts'
import { createLog } from '../../src/log.ts'
import { openStore } from '../../src/store/repositories.ts'
import { createProcesses } from '../support/processes.ts'
import { watchQueues } from '../support/queues.ts'
import { openSlowWay } from '../support/slow.ts'
import { CREDENTIALS, openTown } from '../support/town.ts'
import { createCalm } from './calm.ts'
import { createCrew } from './crew.ts'

export interface Options {
  activities: number
  commands: number
  athletes: number
  workers: number
  seed: number
  /** Activities a second. */
  rate: number
  /** Of the way to Strava and Discord, in each direction. Milliseconds. */
  latency: number
}

/** What is closed at the end, in the opposite order. */
export type OnClose = (close: (isAllRight: boolean) => unknown) => void

const START_LIMIT = 20_000
const KEY = Buffer.alloc(32, 7)

/** A quarter hour of Strava's ends so long after the start, for whoever reads a clock of the run: for each athlete who links first, a second. Milliseconds. */
const QUARTER_ENDS_AFTER = 32_000
/** Strava's quarter hour, shortened: one that was missed is followed by another within the run. Milliseconds. */
export const QUARTER_HOUR = 60_000

export type Setting = Awaited<ReturnType<typeof openSetting>>

/** All clocks of the run are so far ahead that a quarter hour ends in the middle of it: what waits for that shall be seen to go on. */
function openClock(athletes: number) {
  const meant = Date.now() + QUARTER_ENDS_AFTER + athletes * 1000
  const quarterEnds = Math.ceil(meant / QUARTER_HOUR) * QUARTER_HOUR
  const ahead = quarterEnds - meant
  return { ahead, quarterEnds, now: () => Date.now() + ahead }
}

/** A Redis that keeps its data, both sandboxes, and the program in several processes: bot and web, and workers. */
export async function openSetting({ athletes, workers, latency }: Options, onClose: OnClose) {
  const clock = openClock(athletes)
  const redis = await startRedis({ persistent: true })
  onClose(redis.close)
  const town = await openTown({ now: clock.now, windowSeconds: QUARTER_HOUR / 1000 })
  onClose(town.close)
  const { strava, discord } = town
  const toStrava = await openSlowWay(strava.apiUrl, latency)
  onClose(toStrava.close)
  const toDiscord = await openSlowWay(discord.apiUrl, latency)
  onClose(toDiscord.close)
  const port = await quietPort()
  const processes = await createProcesses({
    NODE_OPTIONS: `--import=${pathToFileURL(`${import.meta.dirname}/../support/clock.mjs`)}`,
    CLOCK_AHEAD: String(clock.ahead),
    REDIS_URL: redis.url,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ENCRYPTION_KEY: KEY.toString('base64'),
    DISCORD_TOKEN: CREDENTIALS.token,
    DISCORD_API_URL: toDiscord.url,
    STRAVA_CLIENT_ID: CREDENTIALS.clientId,
    STRAVA_CLIENT_SECRET: CREDENTIALS.clientSecret,
    STRAVA_API_URL: toStrava.url,
    STRAVA_OAUTH_URL: strava.oauthUrl.replace(new URL(strava.url).origin, new URL(toStrava.url).origin),
    STRAVA_WINDOW_SECONDS: String(QUARTER_HOUR / 1000),
    SETTLE_SECONDS: '1',
    LOG_LEVEL: 'warn',
  })
  onClose((isAllRight) => processes.close({ keep: !isAllRight }))

  await processes.start('bot-web', { RUN: 'bot,web', PORT: String(port) })
  const crew = createCrew(processes)
  onClose(crew.dismiss)
  for (let index = 0; index < workers; index += 1) await crew.add()
  await discord.ready(START_LIMIT)
  await discord.commandsRegistered(START_LIMIT)
  for (const channel of town.channels) await town.addFeed(channel)
  const members = await town.settle(athletes)
  const queues = await watchQueues(redis.url, KEY)
  onClose(queues.close)
  const store = await openStore({
    ...{ redisUrl: redis.url, dataDir: '', encryptionKeys: [KEY] },
    ...{ now: clock.now, log: createLog('silent') },
  })
  onClose(store.close)
  const isCalm = createCalm((await store.openRepositories('fail-fast')).tokens, latency)
  return { ...town, redis, clock, processes, crew, members, queues, isCalm }
}
