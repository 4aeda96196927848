import { confirmUnlink, unlink } from '../jobs/unlink.ts'
import { notice } from '../text/notice.ts'
import { always, type Command } from './define.ts'

export const unlinkCommand: Command = {
  path: ['strava', 'unlink'],
  description: 'command.unlink',
  isPrivate: always,
  run: ({ requester }) => ({ job: confirmUnlink.request({ requester }) }),
  presses: {
    unlink: ({ requester }) => ({ job: unlink.request({ requester, keepsPosts: false }) }),
    'unlink-keep': ({ requester }) => ({ job: unlink.request({ requester, keepsPosts: true }) }),
    keep: () => ({ answer: notice({ key: 'unlink.kept' }) }),
  },
}
