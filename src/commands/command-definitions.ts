import { toMenuCommandDefinitions, toSlashCommandDefinitions } from '../discord/command-registration.ts'
import { COMMAND_GROUPS, COMMANDS, MENU_COMMANDS } from './index.ts'

/** All commands, as Discord's API takes them. */
export const commandDefinitions = (): object[] => [
  ...toSlashCommandDefinitions(COMMANDS, COMMAND_GROUPS),
  ...toMenuCommandDefinitions(MENU_COMMANDS),
]
