import { textReply } from '../../discord/components/text-reply.ts'
import { POOL_NAMES, SYSTEM_NAMES, unitsMessage } from '../../i18n/unit-texts.ts'
import { defineCommand } from '../define-command.ts'
import { choice } from '../options.ts'

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
  async execute({ requester: { userId }, options }, { units }) {
    if (!options.system && !options.pool)
      return textReply({ key: 'units.current', values: { units: unitsMessage(await units.of(userId)) } })
    return textReply({ key: 'units.saved', values: { units: unitsMessage(await units.choose(userId, options)) } })
  },
})
