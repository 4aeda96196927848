import type { FilledCommand } from '../../../discord/discord-types.ts'
import { type CommandEntry, type CommandOption, localize } from './commands.ts'

/** An option's input: the text in its field, and the value if one was chosen from a list. */
export interface OptionInput {
  text: string
  chosen?: string
}

export interface CommandDraft {
  entry: CommandEntry
  /** The options that have a field, in order, by their registered names. */
  fields: { name: string; input: OptionInput }[]
}

/** A newly chosen command: its required options have fields. */
export const startDraft = (entry: CommandEntry): CommandDraft => ({
  entry,
  fields: entry.options.filter(({ required }) => required).map(({ name }) => ({ name, input: { text: '' } })),
})

export const optionOf = ({ entry }: CommandDraft, name: string): CommandOption | undefined =>
  entry.options.find((option) => option.name === name)

/** The options that have no field yet. */
export const optionsLeft = ({ entry, fields }: CommandDraft): CommandOption[] =>
  entry.options.filter(({ name }) => !fields.some((field) => field.name === name))

export const addField = (draft: CommandDraft, name: string, input: OptionInput = { text: '' }): CommandDraft => ({
  ...draft,
  fields: [...draft.fields.filter((field) => field.name !== name), { name, input }],
})

export const removeField = (draft: CommandDraft, name: string): CommandDraft => ({
  ...draft,
  fields: draft.fields.filter((field) => field.name !== name),
})

export const changeField = (draft: CommandDraft, name: string, input: OptionInput): CommandDraft => ({
  ...draft,
  fields: draft.fields.map((field) => (field.name === name ? { name, input } : field)),
})

/** The command as sent to Discord's server, without empty optional fields; `focused` comes last, even if empty. */
export function fillCommand({ entry, fields }: CommandDraft, focused?: string): FilledCommand {
  const given = fields.filter(({ name, input }) => name !== focused && input.text !== '')
  const last = fields.filter(({ name }) => name === focused)
  return {
    commandId: entry.commandId,
    path: entry.path,
    options: [...given, ...last].map(({ name, input }) => ({ name, value: input.chosen ?? input.text })),
  }
}

/**
 * Parses a typed or pasted line: `/strava recent count:5 sport:Trail Run`. Undefined unless it begins with a complete
 * command.
 */
export function readLine(entries: readonly CommandEntry[], line: string, locale: string): CommandDraft | undefined {
  const typed = line.replace(/^\/\s*/, '')
  const isNamed = (entry: CommandEntry) => [entry.name, entry.registeredName].find((name) => hasPrefix(typed, name))
  const entry = entries
    .filter((one) => isNamed(one) !== undefined)
    .sort((one, other) => other.registeredName.length - one.registeredName.length)[0]
  if (!line.startsWith('/') || !entry) return undefined
  const rest = typed.slice((isNamed(entry) ?? '').length)
  const marks = [...rest.matchAll(/(?<=\s)([-_'\p{L}\p{N}]{1,32}):/gu)].flatMap((match) => {
    const option = entry.options.find((one) => [one.name, localize(one, 'name', locale)].includes(match[1] ?? ''))
    return option ? [{ option, at: match.index, end: match.index + match[0].length }] : []
  })
  return marks.reduce((draft, { option, end }, i) => {
    const text = rest.slice(end, marks[i + 1]?.at ?? rest.length).trim()
    const input = { text: /^".*"$/s.test(text) ? text.slice(1, -1) : text }
    return optionsLeft(draft).includes(option)
      ? addField(draft, option.name, input)
      : changeField(draft, option.name, input)
  }, startDraft(entry))
}

const hasPrefix = (typed: string, name: string) => typed === name || typed.startsWith(`${name} `)
