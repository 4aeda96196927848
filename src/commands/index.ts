import type { MessageKey } from '../i18n/message.ts'
import { activityCommand } from './activity-command.ts'
import type { Command, UserCommand } from './define-command.ts'
import { feedAddCommand } from './feed-add-command.ts'
import { feedListCommand } from './feed-list-command.ts'
import { feedRemoveCommand } from './feed-remove-command.ts'
import { helpCommand } from './help-command.ts'
import { linkCommand } from './link-command.ts'
import { privacyCommand } from './privacy-command.ts'
import { recentCommand, recentUserCommand } from './recent-command.ts'
import { shareCommand } from './share-command.ts'
import { statsCommand } from './stats-command.ts'
import { statusCommand } from './status-command.ts'
import { unitsCommand } from './units-command.ts'
import { unlinkCommand } from './unlink-command.ts'

/** Everything that the bot can be asked. A new command is one file and one line here. */
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

/** What can be asked in the context menu of a user: Discord takes 15 at most. */
export const USER_COMMANDS: readonly UserCommand[] = [recentUserCommand]

/** What the words are for that stand before a command's last one. */
export const COMMAND_GROUPS: Readonly<Record<string, MessageKey>> = {
  strava: 'command.strava',
  'strava-admin': 'command.admin',
  'strava-admin feed': 'command.feed',
}
