import { link } from '../jobs/link.ts'
import { always, type Command } from './define.ts'

export const linkCommand: Command = {
  path: ['strava', 'link'],
  description: 'command.link',
  isPrivate: always,
  run: ({ requester }) => ({ job: link.request({ requester }) }),
  presses: {
    // Under a private message, which stands in no server: the button knows one in which the member shares.
    reconnect: {
      place: 'private',
      run: ({ requester }, guildId = requester.guildId) => ({
        job: link.request({ requester: { ...requester, guildId } }),
      }),
    },
  },
}
