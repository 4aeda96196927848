import { askUnlink, unlink } from '../jobs/unlink.ts'
import { notice } from '../text/notice.ts'
import { always, type Command } from './define.ts'

export const unlinkCommand: Command = {
  path: ['strava', 'unlink'],
  description: 'command.unlink',
  isPrivate: always,
  run: ({ identity }) => ({ job: askUnlink.request({ ask: identity }) }),
  presses: {
    unlink: ({ identity }) => ({ job: unlink.request({ ask: identity, keepsPosts: false }) }),
    'unlink-keep': ({ identity }) => ({ job: unlink.request({ ask: identity, keepsPosts: true }) }),
    keep: () => ({ answer: notice({ key: 'unlink.kept' }) }),
  },
}
