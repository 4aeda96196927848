import type { ChaosFault } from './chaos-fault.ts'
import { DISCORD_FAULTS } from './discord-faults.ts'
import { REDIS_FAULTS } from './redis-faults.ts'
import { STRAVA_FAULTS } from './strava-faults.ts'

const WORKER_FAULTS: readonly ChaosFault[] = [
  {
    name: 'A worker is killed',
    frequency: 1,
    group: 'workers',
    async inject({ workerPool, isSafeToKill }, met) {
      await workerPool.kill(1, { isSafeToKill })
      met()
    },
  },
  {
    name: 'All workers are killed as Discord takes a post',
    frequency: 1,
    group: 'workers',
    async inject({ workerPool, waitForPost, isSafeToKill }, met) {
      if (await workerPool.kill(workerPool.size(), { moment: waitForPost, isSafeToKill })) met()
    },
  },
  {
    name: 'A worker is stopped (SIGTERM)',
    frequency: 1,
    group: 'workers',
    async inject({ workerPool }, met) {
      if (await workerPool.stop()) met()
    },
  },
]

/** All faults, one per row. */
export const FAULTS: readonly ChaosFault[] = [...WORKER_FAULTS, ...REDIS_FAULTS, ...STRAVA_FAULTS, ...DISCORD_FAULTS]
