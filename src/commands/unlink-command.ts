import { textReply } from '../discord/reply.ts'
import { confirmUnlink, unlink } from '../jobs/unlink.ts'
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
