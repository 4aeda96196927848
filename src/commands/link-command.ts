import { link } from '../jobs/link.ts'
import type { Command } from './define-command.ts'

export const linkCommand: Command = {
  name: ['strava', 'link'],
  description: 'command.link',
  ephemeral: true,
  execute: ({ requester }) => ({ job: link.request({ requester }) }),
  buttons: {
    // Under a private message, which stands in no server: the button knows one in which the member shares.
    reconnect: {
      respondWith: 'ephemeral',
      execute: ({ requester }, guildId = requester.guildId) => ({
        job: link.request({ requester: { ...requester, guildId } }),
      }),
    },
  },
}
