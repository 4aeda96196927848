import type { MessageKey } from '../i18n/message.ts'
import { linkCommand } from './account/link.ts'
import { unlinkCommand } from './account/unlink.ts'
import { activityCommand } from './activity/activity.ts'
import type { Command, ContextMenuCommand } from './define-command.ts'
import { feedAddCommand } from './feeds/feed-add.ts'
import { feedListCommand } from './feeds/feed-list.ts'
import { feedRemoveCommand } from './feeds/feed-remove.ts'
import { helpCommand } from './help.ts'
import { privacyCommand } from './preferences/privacy.ts'
import { shareCommand } from './preferences/share.ts'
import { unitsCommand } from './preferences/units.ts'
import { recentCommand, recentUserCommand } from './recent/recent.ts'
import { statsCommand } from './stats/stats.ts'
import { statusCommand } from './status.ts'

/** A new command is one file and one line here. */
export const COMMANDS: readonly Command[] = [
  linkCommand,
  recentCommand,
  activityCommand,
  statsCommand,
  shareCommand,
  unitsCommand,
  privacyCommand,
  unlinkCommand,
  helpCommand,
  feedAddCommand,
  feedRemoveCommand,
  feedListCommand,
  statusCommand,
]

/** Context menu commands for users. Discord allows 15. */
export const USER_COMMANDS: readonly ContextMenuCommand[] = [recentUserCommand]

/** Descriptions of the words before a command's last one. */
export const COMMAND_GROUPS: Readonly<Record<string, MessageKey>> = {
  strava: 'command.strava',
  'strava-admin': 'command.admin',
  'strava-admin feed': 'command.feed',
}

export const COMMAND_JOBS = [...COMMANDS, ...USER_COMMANDS].flatMap(({ jobs }) => jobs)
