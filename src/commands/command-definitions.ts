import { toMenuCommandDefinitions, toSlashCommandDefinitions } from '../discord/slash-command-definitions.ts'
import { COMMAND_GROUPS, COMMANDS, MENU_COMMANDS } from './index.ts'

/** All commands, as Discord's API takes them. */
export const commandDefinitions = () => [
  ...toSlashCommandDefinitions(COMMANDS, COMMAND_GROUPS),
  ...toMenuCommandDefinitions(MENU_COMMANDS),
]
