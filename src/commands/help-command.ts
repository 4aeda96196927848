import { textReply } from '../discord/components/text-reply.ts'
import { defineCommand } from './define-command.ts'

export const helpCommand = defineCommand({
  name: 'strava help',
  description: 'command.help',
  ephemeral: true,
  inDirectMessages: true,
  execute: async (_, context) =>
    textReply({ key: 'help.text' }, [
      { label: 'button.privacy', url: context.pageUrl('privacy') },
      { label: 'button.terms', url: context.pageUrl('terms') },
    ]),
})
