import { status } from '../jobs/status.ts'
import { always, type Command } from './define.ts'

export const statusCommand: Command = {
  path: ['strava-admin', 'status'],
  description: 'command.status',
  isPrivate: always,
  needs: 'ManageGuild',
  run: ({ requester }) => ({ job: status.request({ requester }) }),
}
