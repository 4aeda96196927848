import { textReply } from '../discord/reply.ts'
import type { Command } from './define-command.ts'

export const helpCommand: Command = {
  name: ['strava', 'help'],
  description: 'command.help',
  ephemeral: true,
  execute: () => ({ reply: textReply({ key: 'help.text' }) }),
}
