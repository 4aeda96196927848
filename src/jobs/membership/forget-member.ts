import * as z from 'zod'
import { defineBackgroundJob } from '../define-job.ts'
import { forgetPerson } from './forget-person.ts'

/** Deletes everything about a person at the operator's request, like `/strava unlink` but without confirmation. */
export const forgetMember = defineBackgroundJob({
  name: 'forget-member',
  payload: z.object({ userId: z.string() }),
  id: ({ userId }) => `forget-member-${userId}`,
  deduplication: 'while-pending',
  attempts: 12,
  priority: 'high',
  async execute({ userId }, context) {
    await forgetPerson(userId, context, { keepsPosts: false, reason: 'removed by the operator' })
  },
})
