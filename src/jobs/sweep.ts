import { z } from 'zod'
import { catchUp } from './catch-up.ts'
import { defineBackgroundJob } from './define.ts'

/** How often the sweep runs. Milliseconds. */
export const SWEEP_EVERY = 30 * 60_000

/** Athletes come one after the other, this far apart, unless there are too many for that. Milliseconds. */
const APART = 5_000

/** Queues a catch-up for every linked athlete, spread out over the time until the next sweep. */
export const sweep = defineBackgroundJob({
  name: 'sweep',
  payload: z.object({}),
  id: () => 'sweep',
  same: 'unfinished',
  attempts: 3,
  priority: 'last',
  async run(_, deps) {
    const athletes = await deps.links.athletes()
    const apart = Math.min(APART, SWEEP_EVERY / Math.max(athletes.length, 1))
    for (const [index, athleteId] of athletes.entries()) {
      await deps.queue.add(catchUp.request({ athleteId }, { delay: Math.floor(index * apart) }))
    }
  },
})
