import { DISCORD_FAULTS } from './discord.ts'
import { REDIS_FAULTS } from './redis.ts'
import { STRAVA_FAULTS } from './strava.ts'
import type { Fault } from './target.ts'

const WORKER_FAULTS: readonly Fault[] = [
  {
    name: 'A worker is killed',
    often: 1,
    part: 'workers',
    async strike({ crew, mayDie }, met) {
      await crew.kill(1, { mayDie })
      met()
    },
  },
  {
    name: 'All workers are killed as Discord takes a post',
    often: 1,
    part: 'workers',
    async strike({ crew, posted, mayDie }, met) {
      if (await crew.kill(crew.size(), { moment: posted, mayDie })) met()
    },
  },
  {
    name: 'A worker is stopped (SIGTERM)',
    often: 1,
    part: 'workers',
    async strike({ crew }, met) {
      if (await crew.stop()) met()
    },
  },
]

/** Everything that is done to the system: one row, one fault. */
export const FAULTS: readonly Fault[] = [...WORKER_FAULTS, ...REDIS_FAULTS, ...STRAVA_FAULTS, ...DISCORD_FAULTS]
