import { POOL_NAMES, SYSTEM_NAMES } from '../../i18n/unit-texts.ts'
import { defineCommand } from '../define-command.ts'
import { choice } from '../options.ts'
import { changeUnits } from './change-setting.ts'
import { settingsPanel } from './settings-panel.ts'

/** Shows the requester's units. Saves the options first if given. */
export const unitsCommand = defineCommand({
  name: 'strava units',
  description: 'command.units',
  options: {
    system: choice('command.units_system', SYSTEM_NAMES),
    pool: choice('command.units_pool', POOL_NAMES),
  },
  ephemeral: true,
  inDirectMessages: true,
  async execute({ requester, options }, context) {
    const change = options.system || options.pool ? await changeUnits(requester, options, context) : undefined
    return settingsPanel({ requester, part: 'units', change }, context)
  },
})
