import * as z from 'zod'
import { AppError } from '../errors.ts'
import { defineCommandJob } from './define-job.ts'
import { commandJobId, requesterSchema } from './requester-schema.ts'

/** Tells a requester whose job was lost because every worker that ran it died or did not know it. */
export const replyJobLost = defineCommandJob({
  name: 'reply-job-lost',
  payload: z.object({ requester: requesterSchema }),
  id: commandJobId('reply-job-lost'),
  attempts: 5,
  async execute() {
    throw new AppError('unforeseen', 'the job of this command was lost', { userMessage: { key: 'error.unforeseen' } })
  },
})
