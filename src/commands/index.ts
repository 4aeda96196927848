import type { TextKey } from '../text/say.ts'
import type { Command } from './define.ts'
import { helpCommand } from './help.ts'
import { linkCommand } from './link.ts'
import { privacyCommand } from './privacy.ts'
import { recentCommand } from './recent.ts'
import { shareCommand } from './share.ts'
import { unlinkCommand } from './unlink.ts'

/** Everything that the bot can be asked. A new command is one file and one line here. */
export const COMMANDS: readonly Command[] = [
  linkCommand,
  recentCommand,
  shareCommand,
  privacyCommand,
  unlinkCommand,
  helpCommand,
]

/** What the first word of each command is for. */
export const COMMAND_GROUPS: Readonly<Record<string, TextKey>> = { strava: 'command.strava' }
