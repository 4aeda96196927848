import { units } from '../jobs/set-units.ts'
import type { Command } from './define-command.ts'

export const unitsCommand: Command = {
  name: ['strava', 'units'],
  description: 'command.units',
  options: [
    {
      name: 'system',
      description: 'command.units_system',
      kind: 'choice',
      choices: [
        { value: 'metric', label: 'feed.metric' },
        { value: 'imperial', label: 'feed.imperial' },
      ],
    },
    {
      name: 'pool',
      description: 'command.units_pool',
      kind: 'choice',
      choices: [
        { value: 'metres', label: 'feed.metres' },
        { value: 'yards', label: 'feed.yards' },
      ],
    },
  ],
  ephemeral: true,
  execute: ({ requester, options: { system, pool } }) => ({
    job: units.request({
      requester,
      ...(system === 'metric' || system === 'imperial' ? { system } : {}),
      ...(pool === 'metres' || pool === 'yards' ? { pool } : {}),
    }),
  }),
}
