import { MAP_CHOICE_NAMES } from '../../i18n/map-texts.ts'
import { defineCommand } from '../define-command.ts'
import { choice } from '../options.ts'
import { changeSetting } from './change-setting.ts'
import { settingsPanel } from './settings-panel.ts'

/** Shows what is stored and shown about the requester. Saves the map option first if given. */
export const privacyCommand = defineCommand({
  name: 'strava privacy',
  description: 'command.privacy',
  options: { map: choice('command.privacy_map', MAP_CHOICE_NAMES) },
  ephemeral: true,
  inDirectMessages: true,
  async execute({ requester, options: { map } }, context) {
    const isLinked = (await context.links.find(requester.userId)) !== undefined
    const change = map && isLinked ? await changeSetting('map', map, { requester }, context) : undefined
    return settingsPanel({ requester, part: 'privacy', change }, context)
  },
})
