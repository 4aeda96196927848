import { z } from 'zod'
import { AppError } from '../errors.ts'
import { askId, askSchema } from './ask.ts'
import { defineAskedJob } from './define.ts'

/** Tells an asker whose job was lost, because every worker that took it died or did not know it. */
export const apologise = defineAskedJob({
  name: 'apologise',
  payload: z.object({ ask: askSchema }),
  id: askId('apologise'),
  attempts: 5,
  async run() {
    throw new AppError('unforeseen', 'the job of this question was lost', { say: { key: 'error.unforeseen' } })
  },
})
