import { activities } from '../../sandbox/strava/index.ts'
import { keys } from '../../src/store/keys.ts'
import { type Club, now, openDiscord, withBenchEnvironment } from '../support/bench-environment.ts'
import { awayBy, both, factor, median, ms, watchBusy } from '../support/figures.ts'
import { startPeer } from '../support/peer.ts'
import { CREDENTIALS } from '../support/town.ts'
import type { Measurement, Row } from './measurement.ts'

const PEOPLE = 100
const ALLOWED = 2
const PATIENCE = 30_000

const RUNS = [
  { atOnce: 1, rounds: 25 },
  { atOnce: 10, rounds: 5 },
  { atOnce: 100, rounds: 3 },
]

/** More than are shown, as most members have: then one read is enough, here and for the bare script. The last ones are shown. */
const HISTORY = [
  ...[activities.swim, activities.gravel, activities.rowing, activities.yoga, activities.trailRun],
  ...[activities.run, activities.ride, activities.hike, activities.walk],
]

/** One way to Strava or Discord and back is twice this. Milliseconds. */
const LATENCIES = [0, 50]

/** So many people ask at once; answers how long after that each one's final answer stood there. Milliseconds. */
async function ask({ channels, people }: Club, atOnce: number, prepare = async () => {}): Promise<number[]> {
  await prepare()
  const [channel] = channels
  if (!channel) return []
  return Promise.all(
    people.slice(0, atOnce).map(async (person) => {
      const sent = now()
      const answer = await person.runs(channel, '/strava recent').answered(PATIENCE)
      if (!answer.text(person).includes('Before the milk')) throw new Error(`answered: ${answer.text(person)}`)
      return (answer.editedAt ?? now()) - sent
    }),
  )
}

function answers(latency: number, quick: boolean): Promise<Row[]> {
  return withBenchEnvironment({ people: PEOPLE, latency }, async (environment) => {
    const members = await environment.members(HISTORY)
    const bare = await openDiscord({ servers: 1, people: PEOPLE })
    environment.onClose(bare.discord.close)
    const bareUrl = await environment.urlWithLatency(bare.discord.apiUrl)
    await environment.start('bot')
    await environment.start('worker')
    const { token } = CREDENTIALS
    const access = Object.fromEntries(
      members.map(({ tokens }, index) => [bare.people[index]?.id ?? '', tokens.accessToken]),
    )
    const task = { token, apiUrl: bareUrl, stravaUrl: environment.stravaUrl, access }
    const peer = await startPeer(import.meta.resolve('../bare/bot.ts'), task)
    environment.onClose(peer.end)
    await peer.hears()
    for (const club of [environment, bare])
      for (let warm = 0; warm < (quick ? 1 : 5); warm += 1) await ask(club, PEOPLE)
    /** Nobody asked within the last minute: everybody's list is read. */
    const forget = async () => {
      const cached = await environment.probe.keys(keys.activityCache('*'))
      if (cached.length > 0) await environment.probe.del(...cached)
    }

    const rows: Row[] = []
    const medians = new Map<number, number>()
    for (const { atOnce, rounds } of RUNS) {
      const ours: number[] = []
      const theirs: number[] = []
      const busy = watchBusy()
      for (let round = 0; round < (quick ? 2 : rounds); round += 1) {
        ours.push(...(await ask(environment, atOnce, forget)))
        theirs.push(...(await ask(bare, atOnce)))
      }
      medians.set(atOnce, median(ours))
      const limit = ALLOWED * median(theirs)
      rows.push({
        what: `\`/strava recent\` to the final answer, ${atOnce} at once, ${awayBy(latency)}: median / 99 % (sandbox busy ${busy()})`,
        measured: both(ours),
        beside: `${both(theirs)} bare script`,
        limit: `median: ${ms(limit)} (${ALLOWED} times)`,
        holds: median(ours) <= limit,
        ...(medians.has(atOnce / 10) && {
          tenfold: `median ${factor(median(ours) / (medians.get(atOnce / 10) as number))} that of ${atOnce / 10}`,
        }),
      })
    }
    return rows
  })
}

export const recent: Measurement = {
  name: 'recent',
  async run({ quick }) {
    const rows: Row[] = []
    for (const latency of quick ? [0] : LATENCIES) rows.push(...(await answers(latency, quick)))
    return rows
  },
}
