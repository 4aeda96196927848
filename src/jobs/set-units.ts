import { z } from 'zod'
import { textReply } from '../discord/reply.ts'
import { unitsMessage } from '../i18n/unit-texts.ts'
import { defineCommandJob } from './define-job.ts'
import { commandJobId, requesterSchema } from './requester.ts'

/** Keeps the units in which the requester wants to read what they ask for; without a wish it says which these are. */
export const units = defineCommandJob({
  name: 'units',
  payload: z.object({
    requester: requesterSchema,
    system: z.enum(['metric', 'imperial']).optional(),
    pool: z.enum(['metres', 'yards']).optional(),
  }),
  id: commandJobId('units'),
  attempts: 3,
  async execute({ requester, ...changes }, context) {
    if (!changes.system && !changes.pool) {
      return textReply({
        key: 'units.current',
        values: { units: unitsMessage(await context.units.of(requester.userId)) },
      })
    }
    return textReply({
      key: 'units.saved',
      values: { units: unitsMessage(await context.units.choose(requester.userId, changes)) },
    })
  },
})
