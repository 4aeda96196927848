import type { Club } from '../support/bench-environment.ts'
import { now, openDiscord, withBenchEnvironment } from '../support/bench-environment.ts'
import { both, ms, watchBusy, worst } from '../support/figures.ts'
import { startPeer } from '../support/peer.ts'
import { CREDENTIALS } from '../support/town.ts'
import { evenly, until } from '../support/wait.ts'
import type { Measurement, Row } from './measurement.ts'

const PEOPLE = 20
const ALLOWED = 1.5

/** How often a second, for how many seconds in a round, and in how many rounds. */
const RATES = [
  { rate: 1, seconds: 15, rounds: 1 },
  { rate: 20, seconds: 2, rounds: 6 },
  { rate: 50, seconds: 1, rounds: 12 },
  { rate: 200, seconds: 1, rounds: 12 },
]
const QUICK = RATES.map(({ rate, seconds }) => ({ rate, seconds: Math.min(seconds, 2), rounds: 1 }))

/** Asks evenly, and answers how long after the interaction was sent its first response arrived. Milliseconds. */
async function ask({ discord, channels, people }: Club, rate: number, seconds: number): Promise<number[]> {
  const sent = new Map<string, number>()
  const [channel] = channels
  const before = discord.requests.length
  await evenly(rate * seconds, rate, (index) => {
    const person = people[index % people.length]
    if (!channel || !person) return
    const { id } = person.runs(channel, '/strava recent')
    sent.set(id, now())
  })
  const callbacks = () =>
    discord.requests.slice(before).flatMap(({ path, at }) => {
      const [, id = ''] = /^\/interactions\/(\d+)\/:token\/callback$/.exec(path) ?? []
      return sent.has(id) ? [at - (sent.get(id) as number)] : []
    })
  await until(() => callbacks().length === sent.size, 4000)
  const taken = callbacks()
  if (taken.length < sent.size) throw new Error(`${sent.size - taken.length} interactions were not deferred`)
  return taken
}

/** The bot role fills the queue as it does in earnest; nobody works it off, so that only deferring is measured. */
export const defer: Measurement = {
  name: 'defer',
  run: ({ quick }) =>
    withBenchEnvironment({ people: PEOPLE }, async (environment) => {
      const bare = await openDiscord({ servers: 1, people: PEOPLE })
      environment.onClose(bare.discord.close)
      await environment.start('bot')
      const peer = await startPeer(import.meta.resolve('../bare/bot.ts'), {
        ...{ token: CREDENTIALS.token, apiUrl: bare.discord.apiUrl },
      })
      environment.onClose(peer.end)
      await peer.hears()
      for (const club of [environment, bare]) await ask(club, 50, quick ? 1 : 3)

      const rows: Row[] = []
      const p99 = new Map<number, number>()
      for (const { rate, seconds, rounds } of quick ? QUICK : RATES) {
        const ours: number[] = []
        const theirs: number[] = []
        const busy = watchBusy()
        for (let round = 0; round < rounds; round += 1) {
          const mine = () => ask(environment, rate, seconds)
          const other = () => ask(bare, rate, seconds)
          // So rare that they do not meet: both at once take half the time.
          const [first, second] = rate === 1 ? await Promise.all([mine(), other()]) : [await mine(), await other()]
          ours.push(...first)
          theirs.push(...second)
        }
        p99.set(rate, worst(ours))
        const limit = ALLOWED * worst(theirs)
        rows.push({
          what: `interaction to defer, ${rate} a second: median / 99 % (sandbox busy ${busy()})`,
          measured: both(ours),
          beside: `${both(theirs)} bare discord.js client`,
          limit: `99 %: ${ms(limit)} (${ALLOWED} times)`,
          holds: worst(ours) <= limit,
        })
      }
      const growth = (p99.get(200) ?? 0) / (p99.get(20) ?? 1)
      const last = rows.at(-1)
      if (last) last.tenfold = `99 % at 200 a second: ${growth.toFixed(2)} times that at 20`
      return rows
    }),
}
