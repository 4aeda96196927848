import { setTimeout as pause } from 'node:timers/promises'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { type BenchEnvironment, withBenchEnvironment } from '../support/bench-environment.ts'
import { memoryWithChildren } from '../support/machine.ts'
import { postActivities } from '../support/post-rate.ts'
import { median } from '../support/statistics.ts'
import type { Measurement, MeasurementRow } from './measurement.ts'

/** Few enough activities for each member at once that they are not synced as a list. */
const PEOPLE_COUNT = 100
/** Activities posted together, while the commands run. */
const POSTS_PER_ROUND = 100
const COMMANDS_PER_POST = 500 / 3000
const SAMPLE_EVERY_MS = 200
const AFTERWARDS_MS = 60_000
const COMMAND_TIMEOUT_MS = 30_000
const COMMANDS = ['/strava recent private:True', '/strava stats private:True', '/strava recent count:1']

/** Megabytes. A machine with 512 MB is enough, including Redis and the system. */
const LIMITS = { peak: 300, afterwards: 220, growth: 15 }

/** Reads the resident memory several times a second until it is stopped. */
function sampleMemory(pid: number) {
  const samples: number[] = []
  const timer = setInterval(() => {
    memoryWithChildren(pid).then(
      (megabytes) => samples.push(megabytes),
      () => {},
    )
  }, SAMPLE_EVERY_MS)
  return {
    count: () => samples.length,
    /** The median of later samples, because a single one depends on the last garbage collection. */
    medianSince: (count: number) => median(samples.slice(count)),
    peak: () => Math.max(...samples),
    stop: () => clearInterval(timer),
  }
}

async function runCommands({ people, channels }: BenchEnvironment, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index += 1) {
    const [person, channel] = [people[index % PEOPLE_COUNT], channels[index % PEOPLE_COUNT]]
    if (person && channel)
      await person.runCommand(channel, COMMANDS[index % COMMANDS.length] as string).waitForReply(COMMAND_TIMEOUT_MS)
  }
}

const megabytes = (value: number) => `${value.toFixed(0)} MB`

const row = (label: string, value: number, limit?: number): MeasurementRow => ({
  label,
  measured: megabytes(value),
  ...(limit !== undefined && { limit: megabytes(limit), isWithinLimit: value <= limit }),
})

/** The resident memory of the program, all roles in one process, while it works and afterwards. */
export const memory: Measurement = {
  name: 'memory',
  run: ({ quick }) =>
    withBenchEnvironment({ servers: PEOPLE_COUNT, people: PEOPLE_COUNT }, async (environment) => {
      const [few, many] = quick ? [100, 300] : [1000, 3000]
      const members = await environment.members([activityFixtures.swim])
      const { pid } = await environment.start('all')
      const before = await memoryWithChildren(pid)
      const samples = sampleMemory(pid)
      const afterPosts = new Map<number, number>()
      for (let posts = 0; posts < many; posts += POSTS_PER_ROUND) {
        const sampled = samples.count()
        const next = posts + POSTS_PER_ROUND
        await Promise.all([
          postActivities(environment, members, POSTS_PER_ROUND, { gps: true }),
          runCommands(environment, Math.floor(posts * COMMANDS_PER_POST), Math.floor(next * COMMANDS_PER_POST)),
        ])
        afterPosts.set(next, samples.medianSince(sampled))
      }
      await pause(AFTERWARDS_MS)
      samples.stop()
      const [afterFew = Number.NaN, afterMany = Number.NaN] = [afterPosts.get(few), afterPosts.get(many)]
      const count = (posts: number) => `${posts.toLocaleString('en')} posts with maps`
      const commands = `${Math.floor(many * COMMANDS_PER_POST)} commands`
      return [
        row('memory, all roles in one process, before the first post', before),
        row(`the same, after ${count(few)}`, afterFew),
        {
          ...row(`the same, after ${count(many)} and ${commands}`, afterMany),
          comparison: `${(afterMany - afterFew).toFixed(0)} MB more`,
          limit: `at most ${LIMITS.growth} MB more`,
          isWithinLimit: afterMany - afterFew <= LIMITS.growth,
        },
        row('the same, the peak', samples.peak(), LIMITS.peak),
        row('the same, a minute later', await memoryWithChildren(pid), LIMITS.afterwards),
      ]
    }),
}
