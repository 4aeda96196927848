import type { MessageKey } from '../i18n/message.ts'
import { dataCommand } from './account/data-command.ts'
import { linkCommand } from './account/link-command.ts'
import { unlinkCommand } from './account/unlink-command.ts'
import { activityCommand } from './activity/activity-command.ts'
import { removePostCommand } from './activity/remove-post-command.ts'
import type { Command } from './define-command.ts'
import type { DefinedMenuCommand } from './define-menu-command.ts'
import { adminSettingsCommand } from './feeds/admin-settings-command.ts'
import { feedAddCommand } from './feeds/feed-add-command.ts'
import { feedListCommand } from './feeds/feed-list-command.ts'
import { feedRemoveCommand } from './feeds/feed-remove-command.ts'
import { inviteCommand } from './feeds/invite-command.ts'
import { helpCommand } from './help-command.ts'
import { membersCommand } from './members/members-command.ts'
import { privacyCommand } from './preferences/privacy-command.ts'
import { settingsCommand } from './preferences/settings-command.ts'
import { shareCommand } from './preferences/share-command.ts'
import { unitsCommand } from './preferences/units-command.ts'
import { recentCommand, recentUserCommand } from './recent/recent-command.ts'
import { statsCommand } from './stats/stats-command.ts'
import { statusCommand } from './status-command.ts'

/** A new command is one file and one line here. */
export const COMMANDS: readonly Command[] = [
  linkCommand,
  recentCommand,
  activityCommand,
  statsCommand,
  settingsCommand,
  shareCommand,
  unitsCommand,
  privacyCommand,
  dataCommand,
  unlinkCommand,
  helpCommand,
  adminSettingsCommand,
  feedAddCommand,
  feedRemoveCommand,
  feedListCommand,
  inviteCommand,
  membersCommand,
  statusCommand,
]

/** Commands in the context menus of users and messages. Discord allows 15 of each. */
export const MENU_COMMANDS: readonly DefinedMenuCommand[] = [recentUserCommand, removePostCommand]

/** Descriptions of the words before a command's last one. */
export const COMMAND_GROUPS: Readonly<Record<string, MessageKey>> = {
  strava: 'command.strava',
  'strava-admin': 'command.admin',
  'strava-admin feed': 'command.feed',
}

export const COMMAND_JOBS = [...COMMANDS, ...MENU_COMMANDS].flatMap(({ jobs }) => jobs)
