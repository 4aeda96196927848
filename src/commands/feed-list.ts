import { feedList } from '../jobs/feed-list.ts'
import { always, type Command } from './define.ts'

export const feedListCommand: Command = {
  path: ['strava-admin', 'feed', 'list'],
  description: 'command.feedList',
  isPrivate: always,
  needs: 'ManageGuild',
  run: ({ requester }) => ({ job: feedList.request({ requester }) }),
}
