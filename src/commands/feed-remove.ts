import { clearFeeds, feedRemove } from '../jobs/feed-remove.ts'
import { always, type Command } from './define.ts'

export const feedRemoveCommand: Command = {
  path: ['strava-admin', 'feed', 'remove'],
  description: 'command.feedRemove',
  options: [{ name: 'channel', description: 'command.feedRemove_channel', required: true, kind: 'channel' }],
  isPrivate: always,
  needs: 'ManageGuild',
  run: ({ identity, options }) => ({
    job: feedRemove.request({ ask: identity, channelId: String(options.channel) }),
  }),
  // Discord offers no channel that is gone: its feed can only be removed by a button.
  presses: { 'clear-feeds': ({ identity }) => ({ job: clearFeeds.request({ ask: identity }) }) },
}
