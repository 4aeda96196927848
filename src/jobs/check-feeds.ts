import { z } from 'zod'
import { AppError } from '../errors.ts'
import { defineBackgroundJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { sweep } from './sweep.ts'

/** How often paused feeds are looked at. Milliseconds. */
export const CHECK_FEEDS_EVERY = 5 * 60_000

/** Without the permission to attach files, a post goes without its map. */
const mayPost = (lacks: Awaited<ReturnType<JobDeps['channels']['lacks']>>) =>
  lacks.kind === 'nothing' || (lacks.kind === 'permissions' && lacks.names.every((name) => name === 'AttachFiles'))

/** Resumes feeds in whose channels the bot may post again; what they missed is caught up with. */
export const checkFeeds = defineBackgroundJob({
  name: 'check-feeds',
  payload: z.object({}),
  id: () => 'check-feeds',
  same: 'unfinished',
  attempts: 3,
  async run(_, deps) {
    let resumed = 0
    for (const { guildId, channelId } of await deps.feeds.toTryAgain(deps.now())) {
      const feed = await deps.feeds.find(guildId, channelId)
      if (!feed) {
        await deps.feeds.remove(guildId, channelId)
        continue
      }
      try {
        const lacks = await deps.channels.lacks(guildId, channelId)
        if (!mayPost(lacks)) continue
        await deps.feeds.resume(guildId, channelId)
        deps.log.info({ guildId, channelId, reason: feed.paused }, 'feed resumed')
        resumed += 1
      } catch (error) {
        // One channel that cannot be asked about does not hold up the others: it is looked at again next time.
        if (!(error instanceof AppError)) throw error
      }
    }
    if (resumed > 0) await deps.queue.add(sweep.request({}))
  },
})
