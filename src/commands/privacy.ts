import { privacy } from '../jobs/privacy.ts'
import { always, type Command } from './define.ts'

export const privacyCommand: Command = {
  path: ['strava', 'privacy'],
  description: 'command.privacy',
  isPrivate: always,
  run: ({ identity }) => ({ job: privacy.request({ ask: identity }) }),
}
