import type { DiscordMessage } from '../../sandbox/discord/index.ts'
import { startBaseline } from '../support/baseline.ts'
import type { BenchDiscord, BenchEnvironment } from '../support/bench-environment.ts'
import { createBenchDiscord, now, withBenchEnvironment } from '../support/bench-environment.ts'
import { CREDENTIALS } from '../support/chaos-sandboxes.ts'
import { formatMedianAndP99, formatMs, measureUtilization, percentile99 } from '../support/statistics.ts'
import { runAtRate, waitUntil } from '../support/wait-until.ts'
import type { Measurement, MeasurementRow } from './measurement.ts'

const PEOPLE_COUNT = 20
const ALLOWED_FACTOR = 1.5

/** Interactions per second, seconds per round, and number of rounds. */
interface Rounds {
  rate: number
  seconds: number
  rounds: number
}

const RATES: readonly Rounds[] = [
  { rate: 1, seconds: 15, rounds: 1 },
  { rate: 20, seconds: 2, rounds: 6 },
  { rate: 50, seconds: 1, rounds: 12 },
  { rate: 200, seconds: 1, rounds: 12 },
]
const QUICK_RATES = RATES.map(({ rate, seconds }) => ({ rate, seconds: Math.min(seconds, 2), rounds: 1 }))

const CLICKS: Rounds = { rate: 20, seconds: 2, rounds: 6 }

/** Makes one person interact, the next one with each index; returns the id of the interaction. */
type Interact = (index: number) => string

const runCommands =
  ({ channels: [channel], people }: BenchDiscord): Interact =>
  (index) => {
    const person = people[index % people.length]
    if (!channel || !person) throw new Error('There is no channel or nobody in it')
    return person.runCommand(channel, '/strava recent').id
  }

/** Each person uses the select in their own panel. */
const useSelects =
  ({ people }: BenchDiscord, panels: readonly DiscordMessage[]): Interact =>
  (index) => {
    const [person, panel] = [people[index % people.length], panels[index % panels.length]]
    if (!person || !panel) throw new Error('There is no panel')
    return person.selectOptions(panel, 'settings-set:units::units', ['imperial-yards']).id
  }

/** Opens a panel for each person, which needs a worker for that time. */
async function openPanels({ start, channels: [channel], people }: BenchEnvironment): Promise<DiscordMessage[]> {
  if (!channel) throw new Error('There is no channel')
  const worker = await start('worker')
  const panels = await Promise.all(people.map((person) => person.runCommand(channel, '/strava units').waitForReply()))
  await worker.stop('SIGTERM')
  return panels
}

/** Interacts evenly; returns the time from each interaction to its first response. Milliseconds. */
async function measureDeferrals(
  { discord }: BenchDiscord,
  interact: Interact,
  { rate, seconds }: { rate: number; seconds: number },
): Promise<number[]> {
  const sent = new Map<string, number>()
  const before = discord.requests.length
  await runAtRate(rate * seconds, rate, (index) => void sent.set(interact(index), now()))
  const callbacks = () =>
    discord.requests.slice(before).flatMap(({ path, at }) => {
      const [, id = ''] = /^\/interactions\/(\d+)\/:token\/callback$/.exec(path) ?? []
      return sent.has(id) ? [at - (sent.get(id) as number)] : []
    })
  await waitUntil(() => callbacks().length === sent.size, 4000)
  const deferralTimes = callbacks()
  if (deferralTimes.length < sent.size)
    throw new Error(`${sent.size - deferralTimes.length} interactions were not deferred`)
  return deferralTimes
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
      const [commands, bareCommands] = [runCommands(environment), runCommands(bare)]
      const clicks = useSelects(environment, await openPanels(environment))
      const warmUp = { rate: 50, seconds: quick ? 1 : 3 }
      await measureDeferrals(environment, commands, warmUp)
      await measureDeferrals(bare, bareCommands, warmUp)

      const p99 = new Map<number, number>()
      const measure = async (label: string, interact: Interact, rounds: Rounds): Promise<MeasurementRow> => {
        const { rate } = rounds
        const programTimes: number[] = []
        const baselineTimes: number[] = []
        const busy = measureUtilization()
        for (let round = 0; round < rounds.rounds; round += 1) {
          const measureProgram = () => measureDeferrals(environment, interact, rounds)
          const measureBare = () => measureDeferrals(bare, bareCommands, rounds)
          // Rare enough not to overlap: two at once take half the time.
          const [first, second] =
            rate === 1
              ? await Promise.all([measureProgram(), measureBare()])
              : [await measureProgram(), await measureBare()]
          programTimes.push(...first)
          baselineTimes.push(...second)
        }
        if (interact === commands) p99.set(rate, percentile99(programTimes))
        const limit = ALLOWED_FACTOR * percentile99(baselineTimes)
        return {
          label: `${label} to defer, ${rate} a second: median / 99 % (sandbox busy ${busy()})`,
          measured: formatMedianAndP99(programTimes),
          comparison: `${formatMedianAndP99(baselineTimes)} bare discord.js client`,
          limit: `99 %: ${formatMs(limit)} (${ALLOWED_FACTOR} times)`,
          isWithinLimit: percentile99(programTimes) <= limit,
        }
      }
      const rows: MeasurementRow[] = []
      for (const rounds of quick ? QUICK_RATES : RATES) rows.push(await measure('interaction', commands, rounds))
      const growth = (p99.get(200) ?? 0) / (p99.get(20) ?? 1)
      const last = rows.at(-1)
      if (last) last.atTenfoldLoad = `99 % at 200 a second: ${growth.toFixed(2)} times that at 20`
      return [...rows, await measure('click on a select', clicks, quick ? { ...CLICKS, rounds: 1 } : CLICKS)]
    }),
}
