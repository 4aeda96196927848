import { z } from 'zod'
import { notice } from '../text/notice.ts'
import { unitsSay } from '../text/units.ts'
import { askId, askSchema } from './ask.ts'
import { defineAskedJob } from './define.ts'

/** Keeps the units in which the asker wants to read what they ask for; without a wish it says which these are. */
export const units = defineAskedJob({
  name: 'units',
  payload: z.object({
    ask: askSchema,
    system: z.enum(['metric', 'imperial']).optional(),
    pool: z.enum(['metres', 'yards']).optional(),
  }),
  id: askId('units'),
  attempts: 3,
  async run({ ask, ...wish }, deps) {
    if (!wish.system && !wish.pool) {
      return notice({ key: 'units.current', values: { units: unitsSay(await deps.units.of(ask.userId)) } })
    }
    return notice({ key: 'units.saved', values: { units: unitsSay(await deps.units.choose(ask.userId, wish)) } })
  },
})
