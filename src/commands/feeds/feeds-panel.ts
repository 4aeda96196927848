import type { Feed } from '../../core/feed.ts'
import type { Requester } from '../../core/requester.ts'
import { feedChannelSelect } from '../../discord/components/feed-channel-select.ts'
import { panelReply, type Section } from '../../discord/components/panel.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { feedMessage, PAUSE_REASONS } from '../../i18n/feed-texts.ts'
import type { Message, ReplySelect, SelectOption } from '../../i18n/message.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { MAX_FEEDS } from './change-feed.ts'

const descriptionOf = (feed: Feed): Message => {
  if (feed.pauseReason) return PAUSE_REASONS[feed.pauseReason]
  if (feed.pausedByAdmin) return { key: 'feedSettings.paused' }
  return { key: 'settings.list', values: { list: feedMessage(feed, 2) } }
}

const toOption = (feed: Feed, name: string | undefined): SelectOption => ({
  value: feed.channelId,
  label: name === undefined ? PAUSE_REASONS['no-channel'] : `#${name}`,
  description: descriptionOf(feed),
  ...(feed.pauseReason ? { emoji: '⚠️' } : {}),
})

/** All feeds of a server, and a select to add one. */
export async function feedsPanel(
  { guildId }: Requester,
  { feeds, channels }: JobContext,
  note: readonly Section[] = [],
): Promise<Reply> {
  const all = (await feeds.list(guildId)).sort((a, b) => a.since - b.since)
  const names = await Promise.all(all.map(({ channelId }) => channels.channelName(channelId)))
  const select: ReplySelect = {
    customId: toCustomId('feed-open', 'feed'),
    placeholder: 'feedSettings.chooseFeed',
    options: all.map((feed, index) => toOption(feed, names[index])),
  }
  const sections: Section[] =
    all.length === 0
      ? [{ text: { key: 'feedSettings.none' }, selects: [feedChannelSelect('greeting.choose')] }]
      : [
          {
            text: { key: 'feedSettings.title' },
            selects: [select, ...(all.length < MAX_FEEDS ? [feedChannelSelect('feedSettings.addChannel')] : [])],
          },
        ]
  return panelReply([...note, ...sections])
}
