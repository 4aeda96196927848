import { DISCORD_FAULTS } from './discord.ts'
import { REDIS_FAULTS } from './redis.ts'
import { STRAVA_FAULTS } from './strava.ts'
import type { Fault } from './target.ts'

const WORKER_FAULTS: readonly Fault[] = [
  { name: 'A worker is killed', often: 1, part: 'workers', strike: ({ crew, mayDie }) => crew.kill(1, { mayDie }) },
  {
    name: 'All workers are killed as Discord takes a post',
    often: 1,
    part: 'workers',
    strike: ({ crew, posted, mayDie }) => crew.kill(crew.size(), { moment: posted, mayDie }),
  },
  { name: 'A worker is stopped (SIGTERM)', often: 1, part: 'workers', strike: ({ crew }) => crew.stop() },
]

/** Everything that is done to the system: one row, one fault. */
export const FAULTS: readonly Fault[] = [...WORKER_FAULTS, ...REDIS_FAULTS, ...STRAVA_FAULTS, ...DISCORD_FAULTS]
