import { quietPort } from '../../sandbox/demo/port.ts'
import { startRedis } from '../../sandbox/redis.ts'
import { createProcesses, type Process } from '../support/processes.ts'
import { watchQueues } from '../support/queues.ts'
import { openSlowWay } from '../support/slow.ts'
import { CREDENTIALS, openTown } from '../support/town.ts'

export interface Options {
  activities: number
  athletes: number
  seed: number
  /** Activities a second. */
  rate: number
  /** Of the way to Strava and Discord, in each direction. Milliseconds. */
  latency: number
}

/** What is closed at the end, in the opposite order. */
export type OnClose = (close: (isAllRight: boolean) => unknown) => void

const START_LIMIT = 20_000

export type Setting = Awaited<ReturnType<typeof openSetting>>

/** A Redis that keeps its data, both sandboxes, and the program as three processes: bot and web, and two workers. */
export async function openSetting({ athletes, latency }: Options, onClose: OnClose) {
  const redis = await startRedis({ persistent: true })
  onClose(redis.close)
  const town = await openTown()
  onClose(town.close)
  const { strava, discord } = town
  const toStrava = await openSlowWay(strava.apiUrl, latency)
  onClose(toStrava.close)
  const toDiscord = await openSlowWay(discord.apiUrl, latency)
  onClose(toDiscord.close)
  const port = await quietPort()
  const processes = await createProcesses({
    REDIS_URL: redis.url,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    DISCORD_TOKEN: CREDENTIALS.token,
    DISCORD_API_URL: toDiscord.url,
    STRAVA_CLIENT_ID: CREDENTIALS.clientId,
    STRAVA_CLIENT_SECRET: CREDENTIALS.clientSecret,
    STRAVA_API_URL: toStrava.url,
    STRAVA_OAUTH_URL: strava.oauthUrl,
    SETTLE_SECONDS: '1',
    LOG_LEVEL: 'warn',
  })
  onClose((isAllRight) => processes.close({ keep: !isAllRight }))

  const workers: Process[] = []
  let started = 0
  const addWorker = async () => {
    started += 1
    workers.push(await processes.start(`worker-${started}`, { RUN: 'worker' }))
  }
  await processes.start('bot-web', { RUN: 'bot,web', PORT: String(port) })
  await addWorker()
  await addWorker()
  await discord.ready(START_LIMIT)
  await discord.commandsRegistered(START_LIMIT)
  await town.addFeeds()
  const members = await town.settle(athletes)
  const queues = await watchQueues(redis.url)
  onClose(queues.close)

  return {
    ...{ ...town, processes, members, queues },
    /** Ends the oldest worker as a power cut does, and puts a new one in its place. Answers its name. */
    async replaceWorker(): Promise<string> {
      const victim = workers.shift()
      const how = await victim?.end('SIGKILL')
      await addWorker()
      return `${victim?.name} (${how})`
    },
  }
}
