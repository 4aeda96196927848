import { z } from 'zod'
import { notice } from '../text/notice.ts'
import { askId, askSchema } from './ask.ts'
import { defineAskedJob } from './define.ts'

/** Lets new activities appear in a channel no longer. */
export const feedRemove = defineAskedJob({
  name: 'feed-remove',
  payload: z.object({ ask: askSchema, channelId: z.string().regex(/^\d{1,20}$/) }),
  id: askId('feed-remove'),
  attempts: 3,
  async run({ ask, channelId }, deps) {
    const channel = { channel: channelId }
    const existed = await deps.feeds.remove(ask.guildId, channelId)
    return notice(
      existed ? { key: 'feed.removed', values: { channel } } : { key: 'feed.notThere', values: { channel } },
    )
  },
})

/** Removes the feeds of channels that are gone, or that the bot cannot see. */
export const clearFeeds = defineAskedJob({
  name: 'clear-feeds',
  payload: z.object({ ask: askSchema }),
  id: askId('clear-feeds'),
  attempts: 3,
  async run({ ask: { guildId } }, deps) {
    let count = 0
    for (const { channelId } of await deps.feeds.list(guildId)) {
      const lacks = await deps.channels.lacks(guildId, channelId)
      if (lacks.kind === 'no-channel' && (await deps.feeds.remove(guildId, channelId))) count += 1
    }
    return notice(count > 0 ? { key: 'feed.cleared', values: { count } } : { key: 'feed.nothingCleared' })
  },
})
