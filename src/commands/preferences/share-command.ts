import { MODE_NAMES } from '../../i18n/sharing-texts.ts'
import { defineCommand } from '../define-command.ts'
import { boolean, choice, required } from '../options.ts'
import { APPROVAL_BUTTONS } from './approval-buttons.ts'
import { changeSetting } from './change-setting.ts'
import { settingsPanel } from './settings-panel.ts'
import { formatSharing } from './sharing-changes.ts'

export const shareCommand = defineCommand({
  name: 'strava share',
  description: 'command.share',
  options: {
    mode: required(choice('command.share_mode', MODE_NAMES)),
    followers: boolean('command.share_followers'),
    muted: boolean('command.share_muted'),
    photos: boolean('command.share_photos'),
  },
  ephemeral: true,
  async execute({ requester, options }, context) {
    const { guildId } = requester
    const change = await changeSetting('sharing', formatSharing(options), { requester, guildId }, context)
    return settingsPanel({ requester, part: 'sharing', change }, context)
  },
  components: APPROVAL_BUTTONS,
})
