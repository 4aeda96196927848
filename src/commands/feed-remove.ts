import { clearFeeds, feedRemove } from '../jobs/feed-remove.ts'
import { always, type Command } from './define.ts'

export const feedRemoveCommand: Command = {
  path: ['strava-admin', 'feed', 'remove'],
  description: 'command.feedRemove',
  options: [{ name: 'channel', description: 'command.feedRemove_channel', required: true, kind: 'channel' }],
  isPrivate: always,
  needs: 'ManageGuild',
  run: ({ requester, options }) => ({
    job: feedRemove.request({ requester, channelId: String(options.channel) }),
  }),
  // Discord offers no channel that is gone: its feed can only be removed by a button.
  presses: { 'clear-feeds': ({ requester }) => ({ job: clearFeeds.request({ requester }) }) },
}
