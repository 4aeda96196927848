import { clearFeeds, feedRemove } from '../jobs/feed-remove.ts'
import type { Command } from './define-command.ts'

export const feedRemoveCommand: Command = {
  name: ['strava-admin', 'feed', 'remove'],
  description: 'command.feedRemove',
  options: [{ name: 'channel', description: 'command.feedRemove_channel', required: true, kind: 'channel' }],
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  execute: ({ requester, options }) => ({
    job: feedRemove.request({ requester, channelId: String(options.channel) }),
  }),
  // Discord offers no channel that is gone: its feed can only be removed by a button.
  buttons: { 'clear-feeds': ({ requester }) => ({ job: clearFeeds.request({ requester }) }) },
}
