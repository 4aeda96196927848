import { COMMANDS } from '../../src/commands/index.ts'
import type { CommandOption } from '../../src/discord/slash-command.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import { code, tableOf } from './markdown.ts'

const { t } = createTranslator('en')

/** What an option takes, as Discord offers it. */
function valuesOf(option: CommandOption): string {
  switch (option.type) {
    case 'integer':
    case 'number':
      return `${option.min} to ${option.max}`
    case 'boolean':
      return '`True` or `False`'
    case 'user':
      return 'a member'
    case 'channel':
      return 'a channel or thread'
    case 'string':
      if (option.choices) return option.choices.map(({ value }) => code(value)).join(', ')
      return option.autocomplete ? 'text, with suggestions' : 'text'
  }
}

/** Who sees an answer if no option says otherwise. */
function seenBy(isPrivate: boolean | undefined): string {
  if (isPrivate === undefined) return 'as set in [settings](#strava-settings)'
  return isPrivate ? 'only you' : 'everyone'
}

/** All slash commands: who may use them, where they work, and who sees the answer. */
export const commandsTable = () =>
  tableOf(
    ['command', 'what Discord says about it', 'who can use it', 'where', 'who sees the answer'],
    COMMANDS.map((command) => [
      code(`/${command.name}`),
      t({ key: command.description }),
      command.requiredPermission === 'ManageGuild' ? 'Manage Server' : 'everyone',
      command.inDirectMessages ? 'servers, direct messages' : 'servers',
      seenBy(command.isEphemeral({})),
    ]),
  )

/** The options of all commands. */
export const optionsTable = () =>
  tableOf(
    ['command', 'option', 'takes', 'what Discord says about it'],
    COMMANDS.flatMap(({ name, options }) =>
      Object.entries(options).map(([option, definition]) => [
        code(`/${name}`),
        code(option),
        `${valuesOf(definition)}${definition.required ? '; required' : ''}`,
        t({ key: definition.description }),
      ]),
    ),
  )
