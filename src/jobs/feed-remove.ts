import { z } from 'zod'
import { textReply } from '../discord/reply.ts'
import { defineCommandJob } from './define-job.ts'
import { commandJobId, requesterSchema } from './requester.ts'

/** Lets new activities appear in a channel no longer. */
export const feedRemove = defineCommandJob({
  name: 'feed-remove',
  payload: z.object({ requester: requesterSchema, channelId: z.string().regex(/^\d{1,20}$/) }),
  id: commandJobId('feed-remove'),
  attempts: 3,
  async run({ requester, channelId }, deps) {
    const channel = { channel: channelId }
    const existed = await deps.feeds.remove(requester.guildId, channelId)
    return textReply(
      existed ? { key: 'feed.removed', values: { channel } } : { key: 'feed.notThere', values: { channel } },
    )
  },
})

/** Removes the feeds of channels that are gone, or that the bot cannot see. */
export const clearFeeds = defineCommandJob({
  name: 'clear-feeds',
  payload: z.object({ requester: requesterSchema }),
  id: commandJobId('clear-feeds'),
  attempts: 3,
  async run({ requester: { guildId } }, deps) {
    let count = 0
    for (const { channelId } of await deps.feeds.list(guildId)) {
      const access = await deps.channels.checkAccess(guildId, channelId)
      if (access.kind === 'no-channel' && (await deps.feeds.remove(guildId, channelId))) count += 1
    }
    return textReply(count > 0 ? { key: 'feed.cleared', values: { count } } : { key: 'feed.nothingCleared' })
  },
})
