import { z } from 'zod'
import { defineBackgroundJob } from './define.ts'
import { sweep } from './sweep.ts'

/** How often paused feeds are looked at. Milliseconds. */
export const CHECK_FEEDS_EVERY = 5 * 60_000

/** Resumes feeds in whose channels the bot may post again; what they missed is caught up with. */
export const checkFeeds = defineBackgroundJob({
  name: 'check-feeds',
  payload: z.object({}),
  id: () => 'check-feeds',
  same: 'unfinished',
  attempts: 3,
  async run(_, deps) {
    let resumed = 0
    for (const { guildId, channelId } of await deps.feeds.paused()) {
      if (!(await deps.feeds.find(guildId, channelId))) {
        await deps.feeds.remove(guildId, channelId)
        continue
      }
      const lacks = await deps.channels.lacks(guildId, channelId)
      if (lacks.kind !== 'nothing') continue
      await deps.feeds.resume(guildId, channelId)
      resumed += 1
    }
    if (resumed > 0) await deps.queue.add(sweep.request({}))
  },
})
