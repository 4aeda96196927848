import { link } from '../jobs/link.ts'
import { always, type Command } from './define.ts'

export const linkCommand: Command = {
  path: ['strava', 'link'],
  description: 'command.link',
  isPrivate: always,
  run: ({ identity }) => ({ job: link.request({ ask: identity }) }),
}
