import { status } from '../jobs/status.ts'
import type { Command } from './define-command.ts'

export const statusCommand: Command = {
  name: ['strava-admin', 'status'],
  description: 'command.status',
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  execute: ({ requester }) => ({ job: status.request({ requester }) }),
}
