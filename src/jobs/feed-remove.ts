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
  async execute({ requester, channelId }, context) {
    const channel = { channel: channelId }
    const existed = await context.feeds.remove(requester.guildId, channelId)
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
  async execute({ requester: { guildId } }, context) {
    let count = 0
    for (const { channelId } of await context.feeds.list(guildId)) {
      const access = await context.channels.checkAccess(guildId, channelId)
      if (access.kind === 'no-channel' && (await context.feeds.remove(guildId, channelId))) count += 1
    }
    return textReply(count > 0 ? { key: 'feed.cleared', values: { count } } : { key: 'feed.nothingCleared' })
  },
})
