import { notice } from '../text/notice.ts'
import { always, type Command } from './define.ts'

export const helpCommand: Command = {
  path: ['strava', 'help'],
  description: 'command.help',
  isPrivate: always,
  run: () => ({ answer: notice({ key: 'help.text' }) }),
}
