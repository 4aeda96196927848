import { setTimeout as pause } from 'node:timers/promises'
import { type BenchEnvironment, withBenchEnvironment } from '../support/bench-environment.ts'
import { addAthletes } from '../support/fill-store.ts'
import { memoryOf } from '../support/machine.ts'
import { median } from '../support/statistics.ts'
import type { Measurement, MeasurementRow } from './measurement.ts'

const ROLES = ['all', 'bot', 'worker', 'web']
const MEMORY_LIMIT_MB = 180
const START_LIMIT_MS = 2000
/** Time for a process to settle after its start. Milliseconds. */
const SETTLE_MS = 4000
const ATHLETE_COUNT = 1000

/** Starts a role several times and measures it once it has settled. */
async function measureRole(
  environment: BenchEnvironment,
  role: string,
  starts: number,
): Promise<{ memory: number; readyAfterMs: number }> {
  const memory: number[] = []
  const startTimes: number[] = []
  for (let round = 0; round < starts; round += 1) {
    const started = await environment.start(role)
    startTimes.push(started.readyAfterMs)
    if (round === 0) {
      await pause(SETTLE_MS)
      memory.push(await memoryOf(started.pid))
    }
    await started.stop('SIGTERM')
  }
  return { memory: median(memory), readyAfterMs: median(startTimes) }
}

export const roles: Measurement = {
  name: 'roles',
  run: ({ quick }) =>
    withBenchEnvironment({ servers: 2 }, async (environment) => {
      const results = new Map<string, Awaited<ReturnType<typeof measureRole>>[]>()
      await addAthletes(environment, 0, ATHLETE_COUNT)
      const starts = quick ? 1 : 3
      for (const role of quick ? ['all'] : ROLES) results.set(role, [await measureRole(environment, role, starts)])
      await addAthletes(environment, ATHLETE_COUNT, 10 * ATHLETE_COUNT)
      if (!quick) for (const role of ROLES) results.get(role)?.push(await measureRole(environment, role, 1))
      const labelOf = (role: string) => (role === 'all' ? 'all roles in one process' : `role \`${role}\``)
      return [...results].flatMap(([role, [single, tenfold]]): MeasurementRow[] => [
        {
          label: `memory at rest, ${labelOf(role)}, ${ATHLETE_COUNT.toLocaleString('en')} athletes`,
          measured: `${single?.memory.toFixed(0)} MB`,
          ...(role === 'all' && {
            limit: `${MEMORY_LIMIT_MB} MB`,
            isWithinLimit: (single?.memory ?? 0) <= MEMORY_LIMIT_MB,
          }),
          ...(tenfold && { atTenfoldLoad: `${tenfold.memory.toFixed(0)} MB` }),
        },
        {
          label: `from start to ready, ${labelOf(role)}, ${ATHLETE_COUNT.toLocaleString('en')} athletes`,
          measured: `${((single?.readyAfterMs ?? 0) / 1000).toFixed(2)} s`,
          limit: `${START_LIMIT_MS / 1000} s`,
          isWithinLimit: (single?.readyAfterMs ?? 0) <= START_LIMIT_MS,
          ...(tenfold && { atTenfoldLoad: `${(tenfold.readyAfterMs / 1000).toFixed(2)} s` }),
        },
      ])
    }),
}
