import * as z from 'zod'
import { defineBackgroundJob } from '../define-job.ts'

/** Indexes who set up which feed, once after each start: an older program may have saved feeds meanwhile. */
export const indexFeedAdmins = defineBackgroundJob({
  name: 'index-feed-admins',
  payload: z.object({}),
  id: () => 'index-feed-admins',
  deduplication: 'while-pending',
  attempts: 3,
  priority: 'low',
  async execute(_, context) {
    await context.feeds.indexAdmins()
  },
})
