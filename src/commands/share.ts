import { SHARE_MODES, type ShareMode } from '../domain/sharing.ts'
import { share } from '../jobs/share.ts'
import { always, type Command } from './define.ts'

export const shareCommand: Command = {
  path: ['strava', 'share'],
  description: 'command.share',
  options: [
    {
      name: 'mode',
      description: 'command.share_mode',
      required: true,
      kind: 'choice',
      choices: SHARE_MODES.map((mode) => ({ value: mode, label: `mode.${mode}` as const })),
    },
  ],
  isPrivate: always,
  run: ({ identity, options }) => ({ job: share.request({ ask: identity, mode: options.mode as ShareMode }) }),
}
