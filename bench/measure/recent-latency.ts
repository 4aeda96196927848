import { activityFixtures } from '../../sandbox/strava/index.ts'
import { keys } from '../../src/redis/keys.ts'
import { startBaseline } from '../support/baseline.ts'
import { type BenchDiscord, createBenchDiscord, now, withBenchEnvironment } from '../support/bench-environment.ts'
import { CREDENTIALS } from '../support/chaos-sandboxes.ts'
import {
  describeLatency,
  formatFactor,
  formatMedianAndP99,
  formatMs,
  measureUtilization,
  median,
} from '../support/statistics.ts'
import type { Measurement, MeasurementRow } from './measurement.ts'

const PEOPLE_COUNT = 100
const ALLOWED_FACTOR = 2
const REPLY_TIMEOUT_MS = 30_000

const RUNS = [
  { concurrency: 1, rounds: 25 },
  { concurrency: 10, rounds: 5 },
  { concurrency: 100, rounds: 3 },
]

/**
 * More than are shown, as most members have: then one read is enough, here and for the baseline. The latest ones are
 * shown.
 */
const HISTORY = [
  ...[
    activityFixtures.swim,
    activityFixtures.gravel,
    activityFixtures.rowing,
    activityFixtures.yoga,
    activityFixtures.trailRun,
  ],
  ...[activityFixtures.run, activityFixtures.ride, activityFixtures.hike, activityFixtures.walk],
]

/** A round trip to Strava or Discord is twice this. Milliseconds. */
const LATENCIES_MS = [0, 50]

/** This many people run the command at once; returns how long each waited for the final reply. Milliseconds. */
async function measureReplies(
  { channels, people }: BenchDiscord,
  concurrency: number,
  prepare = async () => {},
): Promise<number[]> {
  await prepare()
  const [channel] = channels
  if (!channel) return []
  return Promise.all(
    people.slice(0, concurrency).map(async (person) => {
      const sent = now()
      const answer = await person.runCommand(channel, '/strava recent').waitForReply(REPLY_TIMEOUT_MS)
      if (!answer.text(person).includes('Before the milk')) throw new Error(`answered: ${answer.text(person)}`)
      return (answer.editedAt ?? now()) - sent
    }),
  )
}

function measureLatency(latency: number, quick: boolean): Promise<MeasurementRow[]> {
  return withBenchEnvironment({ people: PEOPLE_COUNT, latency }, async (environment) => {
    const members = await environment.members(HISTORY)
    const bare = await createBenchDiscord({ servers: 1, people: PEOPLE_COUNT })
    environment.onClose(bare.discord.close)
    const bareUrl = await environment.urlWithLatency(bare.discord.apiUrl)
    await environment.start('bot')
    await environment.start('worker')
    const { token } = CREDENTIALS
    const access = Object.fromEntries(
      members.map(({ tokens }, index) => [bare.people[index]?.id ?? '', tokens.accessToken]),
    )
    const task = { token, apiUrl: bareUrl, stravaUrl: environment.stravaUrl, access }
    const baseline = await startBaseline(import.meta.resolve('../bare/bare-bot.ts'), task)
    environment.onClose(baseline.stop)
    await baseline.nextMessage()
    for (const benchDiscord of [environment, bare])
      for (let round = 0; round < (quick ? 1 : 5); round += 1) await measureReplies(benchDiscord, PEOPLE_COUNT)
    /** Nobody ran the command within the last minute: everyone's list is read. */
    const clearCaches = async () => {
      const cached = await environment.probe.keys(keys.activityCache('*'))
      if (cached.length > 0) await environment.probe.del(...cached)
    }

    const rows: MeasurementRow[] = []
    const medians = new Map<number, number>()
    for (const { concurrency, rounds } of RUNS) {
      const programTimes: number[] = []
      const baselineTimes: number[] = []
      const busy = measureUtilization()
      for (let round = 0; round < (quick ? 2 : rounds); round += 1) {
        programTimes.push(...(await measureReplies(environment, concurrency, clearCaches)))
        baselineTimes.push(...(await measureReplies(bare, concurrency)))
      }
      medians.set(concurrency, median(programTimes))
      const limit = ALLOWED_FACTOR * median(baselineTimes)
      rows.push({
        label: `\`/strava recent\` to the final answer, ${concurrency} at once, ${describeLatency(latency)}: median / 99 % (sandbox busy ${busy()})`,
        measured: formatMedianAndP99(programTimes),
        comparison: `${formatMedianAndP99(baselineTimes)} bare script`,
        limit: `median: ${formatMs(limit)} (${ALLOWED_FACTOR} times)`,
        isWithinLimit: median(programTimes) <= limit,
        ...(medians.has(concurrency / 10) && {
          atTenfoldLoad: `median ${formatFactor(median(programTimes) / (medians.get(concurrency / 10) as number))} that of ${concurrency / 10}`,
        }),
      })
    }
    return rows
  })
}

export const recent: Measurement = {
  name: 'recent',
  async run({ quick }) {
    const rows: MeasurementRow[] = []
    for (const latency of quick ? [0] : LATENCIES_MS) rows.push(...(await measureLatency(latency, quick)))
    return rows
  },
}
