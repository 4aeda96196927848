import { feedList } from '../jobs/feed-list.ts'
import type { Command } from './define-command.ts'

export const feedListCommand: Command = {
  name: ['strava-admin', 'feed', 'list'],
  description: 'command.feedList',
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  execute: ({ requester }) => ({ job: feedList.request({ requester }) }),
}
