import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { freePort, startRedis } from '../sandbox/redis.ts'
import { compare, type Finished, isRight, postsById } from './soak/compare.ts'
import { createDelivery } from './soak/deliver.ts'
import { type Happening, planHappenings } from './soak/plan.ts'
import { createProcesses, type Process } from './soak/processes.ts'
import { watchQueues } from './soak/queues.ts'
import { createRandom } from './soak/random.ts'
import { openSlowWay } from './soak/slow.ts'
import { print, requestRows, verdictRows } from './soak/table.ts'
import { CREDENTIALS, openTown } from './soak/town.ts'

const { values } = parseArgs({
  options: {
    activities: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    athletes: { type: 'string', default: '20' },
    rate: { type: 'string', default: '25' },
    latency: { type: 'string', default: '20' },
  },
})
const [count, seed, athletes, perSecond, latency] = [
  ...[values.activities, values.seed, values.athletes, values.rate, values.latency].map(Number),
] as [number, number, number, number, number]

/** When all has happened, the program may take so long to be done. A killed worker's jobs come back after 15 seconds. */
const IDLE_LIMIT = 180_000
/** At these parts of the way a worker is killed. */
const KILLS = [0.3, 0.6]

const random = createRandom(seed)
const closers: (() => Promise<unknown> | unknown)[] = []
let isAllRight = false

async function soak(): Promise<boolean> {
  const redis = await startRedis({ persistent: true })
  closers.push(redis.close)
  const town = await openTown()
  closers.push(town.close)
  const { strava, discord, channels } = town
  const [toStrava, toDiscord] = [await openSlowWay(strava.apiUrl, latency), await openSlowWay(discord.apiUrl, latency)]
  closers.push(toStrava.close, toDiscord.close)
  const port = await freePort()
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
  closers.push(() => processes.close({ keep: !isAllRight }))

  console.log(
    `Two servers, ${athletes} athletes, ${count} activities, seed ${seed}. The program's logs: ${processes.folder}`,
  )
  await processes.start('bot-web', { RUN: 'bot,web', PORT: String(port) })
  const workers: Process[] = []
  let started = 0
  const addWorker = async () => {
    started += 1
    workers.push(await processes.start(`worker-${started}`, { RUN: 'worker' }))
  }
  await addWorker()
  await addWorker()
  await discord.ready(20_000)
  await discord.commandsRegistered(20_000)
  await town.addFeeds()
  const members = await town.settle(athletes)
  const queues = await watchQueues(redis.url)
  closers.push(queues.close)
  await queues.idle(IDLE_LIMIT)

  const [stravaBefore, discordBefore] = [strava.requests.length, discord.requests.length]
  const finished: Finished[] = []
  const delivery = createDelivery({ strava, random })
  const isPost = (one: (typeof discord.requests)[number]) => one.method === 'POST' && one.path.endsWith('/messages')

  /** Kills a worker in the moment in which Discord has taken a post and its answer is still on the way. */
  async function kill(): Promise<void> {
    const victim = workers.shift()
    const since = discord.requests.length
    await discord.waitFor((one) => isPost(one) && discord.requests.indexOf(one, since) >= since, 'a post', 30_000)
    const how = await victim?.end('SIGKILL')
    console.log(
      `${victim?.name} was ended with ${how} after ${seconds()} s, with ${await queues.waiting()} jobs to do.`,
    )
    await addWorker()
  }

  function happen(one: Happening): void {
    const known = finished[one.activity]
    const handle = known?.handle
    switch (one.kind) {
      case 'finish': {
        const { athlete, person } = members[one.athlete] as (typeof members)[number]
        finished[one.activity] = { handle: athlete.finishes(one.input), username: person.username, isDeleted: false }
        break
      }
      case 'rename':
        handle?.rename(`${handle.activity.name?.split(',')[0]}, renamed at ${Math.round(one.at)}`)
        break
      case 'other-sport':
        handle?.change({ sport_type: 'TrailRun' })
        break
      case 'hide':
        handle?.becomes('only_me')
        break
      case 'for-followers':
        handle?.becomes('followers_only')
        break
      case 'show':
        handle?.becomes('everyone')
        break
      case 'delete':
        handle?.delete()
        if (known) known.isDeleted = true
    }
    delivery.takeUp()
  }

  const doubles = new Set<string>()
  const look = () => {
    for (const channel of channels) {
      for (const [id, posts] of postsById(channel)) if (posts.length > 1) doubles.add(`${id} in #${channel.name}`)
    }
  }
  const looking = setInterval(look, 2000)
  closers.push(() => clearInterval(looking))

  const happenings = planHappenings({ count, athletes, perSecond, random })
  const killAt = KILLS.map((part) => Math.floor(happenings.length * part))
  const kills: Promise<void>[] = []
  const began = performance.now()
  const seconds = () => ((performance.now() - began) / 1000).toFixed(1)
  for (const [index, one] of happenings.entries()) {
    await pause(Math.max(one.at - (performance.now() - began), 0))
    if (killAt.includes(index)) kills.push(kill())
    happen(one)
  }
  await delivery.idle()
  console.log(`All has happened after ${seconds()} s, and ${await queues.waiting()} jobs are to do.`)
  await Promise.all(kills)
  await queues.idle(IDLE_LIMIT)
  look()

  const [ofStrava, ofDiscord] = [strava.requests.slice(stravaBefore), discord.requests.slice(discordBefore)]
  const posts = ofDiscord.filter((one) => isPost(one) && one.status < 300)
  const last = Math.max(...ofDiscord.map(({ at }) => at))
  const lasted = (last - (posts[0]?.at ?? last)) / 1000
  const verdicts = channels.map((channel) => compare(channel, finished))
  const answers = delivery.answers()
  const quantile = (part: number) => `${(answers[Math.floor((answers.length - 1) * part)] ?? 0).toFixed(1)} ms`
  const complaints = [...strava.complaints, ...discord.complaints]
  const failed = await queues.failed()
  const { events, sent, again, lost } = delivery.counts

  print('What stands in the channels', verdictRows(verdicts))
  print('Requests', requestRows(ofStrava, ofDiscord, count))
  print('Events', [
    ['happened', events],
    ['delivered, three times each', sent],
    ['refused and sent again', again],
    ['lost', lost],
    ['answered, median', quantile(0.5)],
    ['answered, 99 of 100', quantile(0.99)],
    ['answered, slowest', quantile(1)],
  ])
  print('The run', [
    ['workers killed', KILLS.length],
    ['jobs that lost their worker', queues.stalled()],
    ['jobs failed for good', failed.length],
    ['doubles seen at any time', doubles.size],
    ['complaints of the sandboxes', complaints.length],
    ['from the first post to the last request', `${lasted.toFixed(1)} s`],
    ['posts per second', (posts.length / lasted).toFixed(1)],
  ])
  for (const [line, often] of await processes.warnings()) console.log(`  log, ${often} times: ${line}`)
  const { id: _, ...details } = { id: 0, complaints, doubles: [...doubles], failed: failed.map(toLine) }
  for (const [what, lines] of Object.entries(details)) for (const line of lines) console.log(`  ${what}: ${line}`)
  for (const { channel, twice, never, wrong, standing, strange } of verdicts) {
    for (const [what, ids] of Object.entries({ twice, never, wrong, standing, strange })) {
      for (const id of ids) console.log(`  #${channel}, ${what}: ${id}`)
    }
  }
  console.log(
    `\nThe way to Strava and Discord takes ${latency} ms in each direction. The sandbox's Discord enforces no rate limits.`,
  )
  return verdicts.every(isRight) && complaints.length === 0 && failed.length === 0 && lost === 0 && doubles.size === 0
}

const toLine = ({ name, data, failedReason }: { name: string; data: unknown; failedReason: string }) =>
  `${name} ${JSON.stringify(data)}: ${failedReason}`

async function close(): Promise<void> {
  for (const closer of closers.splice(0).reverse()) await closer()
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => close().then(() => process.exit(130)))
try {
  isAllRight = await soak()
  console.log(isAllRight ? 'All is right.' : 'Something is wrong.')
} finally {
  await close()
}
process.exitCode = isAllRight ? 0 : 1
