import * as z from 'zod'
import { defineBackgroundJob } from '../define-job.ts'
import { unlinkUser } from './unlink-user.ts'

/** Deletes everything about a Discord user at the operator's request, like `/strava unlink` but without confirmation. */
export const forgetUser = defineBackgroundJob({
  name: 'forget-user',
  payload: z.object({ userId: z.string() }),
  id: ({ userId }) => `forget-user-${userId}`,
  deduplication: 'while-pending',
  attempts: 12,
  priority: 'high',
  async execute({ userId }, context) {
    await unlinkUser(userId, context, { keepsPosts: false, reason: 'removed by the operator' })
  },
})
