import type { TextKey } from '../text/say.ts'
import type { Command } from './define.ts'
import { feedAddCommand } from './feed-add.ts'
import { feedListCommand } from './feed-list.ts'
import { feedRemoveCommand } from './feed-remove.ts'
import { helpCommand } from './help.ts'
import { linkCommand } from './link.ts'
import { privacyCommand } from './privacy.ts'
import { recentCommand } from './recent.ts'
import { shareCommand } from './share.ts'
import { statsCommand } from './stats.ts'
import { statusCommand } from './status.ts'
import { unitsCommand } from './units.ts'
import { unlinkCommand } from './unlink.ts'

/** Everything that the bot can be asked. A new command is one file and one line here. */
export const COMMANDS: readonly Command[] = [
  linkCommand,
  recentCommand,
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

/** What the words are for that stand before a command's last one. */
export const COMMAND_GROUPS: Readonly<Record<string, TextKey>> = {
  strava: 'command.strava',
  'strava-admin': 'command.admin',
  'strava-admin feed': 'command.feed',
}
