import { startBaseline } from '../support/baseline.ts'
import type { BenchDiscord } from '../support/bench-environment.ts'
import { createBenchDiscord, now, withBenchEnvironment } from '../support/bench-environment.ts'
import { CREDENTIALS } from '../support/chaos-sandboxes.ts'
import { formatMedianAndP99, formatMs, measureUtilization, percentile99 } from '../support/statistics.ts'
import { runAtRate, waitUntil } from '../support/wait-until.ts'
import type { Measurement, MeasurementRow } from './measurement.ts'

const PEOPLE_COUNT = 20
const ALLOWED_FACTOR = 1.5

/** Commands per second, seconds per round, and number of rounds. */
const RATES = [
  { rate: 1, seconds: 15, rounds: 1 },
  { rate: 20, seconds: 2, rounds: 6 },
  { rate: 50, seconds: 1, rounds: 12 },
  { rate: 200, seconds: 1, rounds: 12 },
]
const QUICK_RATES = RATES.map(({ rate, seconds }) => ({ rate, seconds: Math.min(seconds, 2), rounds: 1 }))

/** Runs commands evenly; returns the time from each interaction to its first response. Milliseconds. */
async function measureDeferrals(
  { discord, channels, people }: BenchDiscord,
  rate: number,
  seconds: number,
): Promise<number[]> {
  const sent = new Map<string, number>()
  const [channel] = channels
  const before = discord.requests.length
  await runAtRate(rate * seconds, rate, (index) => {
    const person = people[index % people.length]
    if (!channel || !person) return
    const { id } = person.runCommand(channel, '/strava recent')
    sent.set(id, now())
  })
  const callbacks = () =>
    discord.requests.slice(before).flatMap(({ path, at }) => {
      const [, id = ''] = /^\/interactions\/(\d+)\/:token\/callback$/.exec(path) ?? []
      return sent.has(id) ? [at - (sent.get(id) as number)] : []
    })
  await waitUntil(() => callbacks().length === sent.size, 4000)
  const taken = callbacks()
  if (taken.length < sent.size) throw new Error(`${sent.size - taken.length} interactions were not deferred`)
  return taken
}

/** The bot role fills the queue as usual, but no worker runs: only deferring is measured. */
export const defer: Measurement = {
  name: 'defer',
  run: ({ quick }) =>
    withBenchEnvironment({ people: PEOPLE_COUNT }, async (environment) => {
      const bare = await createBenchDiscord({ servers: 1, people: PEOPLE_COUNT })
      environment.onClose(bare.discord.close)
      await environment.start('bot')
      const baseline = await startBaseline(import.meta.resolve('../bare/bare-bot.ts'), {
        ...{ token: CREDENTIALS.token, apiUrl: bare.discord.apiUrl },
      })
      environment.onClose(baseline.stop)
      await baseline.nextMessage()
      for (const benchDiscord of [environment, bare]) await measureDeferrals(benchDiscord, 50, quick ? 1 : 3)

      const rows: MeasurementRow[] = []
      const p99 = new Map<number, number>()
      for (const { rate, seconds, rounds } of quick ? QUICK_RATES : RATES) {
        const programTimes: number[] = []
        const baselineTimes: number[] = []
        const busy = measureUtilization()
        for (let round = 0; round < rounds; round += 1) {
          const mine = () => measureDeferrals(environment, rate, seconds)
          const other = () => measureDeferrals(bare, rate, seconds)
          // So rare that they do not overlap: two at once take half the time.
          const [first, second] = rate === 1 ? await Promise.all([mine(), other()]) : [await mine(), await other()]
          programTimes.push(...first)
          baselineTimes.push(...second)
        }
        p99.set(rate, percentile99(programTimes))
        const limit = ALLOWED_FACTOR * percentile99(baselineTimes)
        rows.push({
          label: `interaction to defer, ${rate} a second: median / 99 % (sandbox busy ${busy()})`,
          measured: formatMedianAndP99(programTimes),
          comparison: `${formatMedianAndP99(baselineTimes)} bare discord.js client`,
          limit: `99 %: ${formatMs(limit)} (${ALLOWED_FACTOR} times)`,
          isWithinLimit: percentile99(programTimes) <= limit,
        })
      }
      const growth = (p99.get(200) ?? 0) / (p99.get(20) ?? 1)
      const last = rows.at(-1)
      if (last) last.tenTimesTheWork = `99 % at 200 a second: ${growth.toFixed(2)} times that at 20`
      return rows
    }),
}
