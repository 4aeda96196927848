import { MAP_CHOICES } from '../core/map-plan.ts'
import { privacy } from '../jobs/privacy.ts'
import type { Command } from './define-command.ts'

export const privacyCommand: Command = {
  name: ['strava', 'privacy'],
  description: 'command.privacy',
  options: [
    {
      name: 'map',
      description: 'command.privacy_map',
      kind: 'choice',
      choices: MAP_CHOICES.map((choice) => ({ value: choice, label: `mapChoice.${choice}` as const })),
    },
  ],
  ephemeral: true,
  execute: ({ requester, options: { map } }) => ({
    job: privacy.request({ requester, map: MAP_CHOICES.find((choice) => choice === map) }),
  }),
}
