import type { TextKey } from '../text/say.ts'
import { activityCommand } from './activity.ts'
import type { Command, MemberCommand } from './define.ts'
import { feedAddCommand } from './feed-add.ts'
import { feedListCommand } from './feed-list.ts'
import { feedRemoveCommand } from './feed-remove.ts'
import { helpCommand } from './help.ts'
import { linkCommand } from './link.ts'
import { privacyCommand } from './privacy.ts'
import { recentCommand, recentOfMember } from './recent.ts'
import { shareCommand } from './share.ts'
import { statsCommand } from './stats.ts'
import { statusCommand } from './status.ts'
import { unitsCommand } from './units.ts'
import { unlinkCommand } from './unlink.ts'

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

/** What can be asked in the menu of a member: Discord takes 15 at most. */
export const MEMBER_COMMANDS: readonly MemberCommand[] = [recentOfMember]

/** What the words are for that stand before a command's last one. */
export const COMMAND_GROUPS: Readonly<Record<string, TextKey>> = {
  strava: 'command.strava',
  'strava-admin': 'command.admin',
  'strava-admin feed': 'command.feed',
}
