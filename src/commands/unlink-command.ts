import { confirmUnlink, unlink } from '../jobs/unlink.ts'
import { textReply } from '../text/reply.ts'
import type { Command } from './define-command.ts'

export const unlinkCommand: Command = {
  name: ['strava', 'unlink'],
  description: 'command.unlink',
  ephemeral: true,
  execute: ({ requester }) => ({ job: confirmUnlink.request({ requester }) }),
  buttons: {
    unlink: ({ requester }) => ({ job: unlink.request({ requester, keepsPosts: false }) }),
    'unlink-keep': ({ requester }) => ({ job: unlink.request({ requester, keepsPosts: true }) }),
    keep: () => ({ reply: textReply({ key: 'unlink.kept' }) }),
  },
}
