import { TestSetupError } from './api-errors.ts'
import type { FilledCommand, Json, RegisteredCommand } from './discord-types.ts'

export interface CommandOption extends Json {
  type: number
  name: string
  required?: boolean
  autocomplete?: boolean
  choices?: { name: string; value: string | number; name_localizations?: Record<string, string> }[]
  options?: CommandOption[]
}

export interface ParsedCommand {
  command: RegisteredCommand
  /** The groups and subcommands, outermost first. */
  path: CommandOption[]
  /** The options in the line, in order. */
  givenOptions: { option: CommandOption; text: string }[]
  /** The options of the (sub)command. */
  options: CommandOption[]
}

/** Resolves a filled-in command by its registered names. */
export function findCommand(
  commands: RegisteredCommand[],
  { commandId, path: names, options: given }: FilledCommand,
): ParsedCommand {
  const command = commands.find((one) => one.type === 1 && one.id === commandId)
  if (command === undefined) throw new TestSetupError('That command is not offered here any more')
  const path: CommandOption[] = []
  let options = (command.options as CommandOption[] | undefined) ?? []
  for (const name of names) {
    const inner = options.find((one) => one.name === name)
    if (inner === undefined) throw new TestSetupError(`/${command.name} has no '${name}' any more`)
    path.push(inner)
    options = inner.options ?? []
  }
  const givenOptions = given.map(({ name, value }) => {
    const option = options.find((one) => one.name === name)
    if (option === undefined) throw new TestSetupError(`There is no option '${name}'`)
    return { option, text: value }
  })
  return { command, path, options, givenOptions }
}

/** Parses `/strava recent count:5 sport:Trail Run` by the registered commands. */
export function parseCommand(commands: RegisteredCommand[], line: string, locale: string): ParsedCommand {
  const words = /^\/(\S+)\s*/.exec(line)
  if (words === null) throw new TestSetupError(`'${line}' is no command: it does not start with a slash`)
  const hasName = (one: Json, name: string) =>
    one.name === name || (one.name_localizations as Record<string, string> | null | undefined)?.[locale] === name
  const command = commands.find((one) => one.type === 1 && hasName(one, words[1] ?? ''))
  if (command === undefined) {
    const known = commands.map((one) => `/${one.name}`).join(', ') || 'none'
    throw new TestSetupError(`There is no command /${words[1]}; registered: ${known}`)
  }
  let rest = line.slice(words[0].length)
  let options = (command.options as CommandOption[] | undefined) ?? []
  const path: CommandOption[] = []
  while (options.some((one) => one.type === 1 || one.type === 2)) {
    const word = /^\S*/.exec(rest)?.[0] ?? ''
    const inner = options.find((one) => hasName(one, word))
    if (inner === undefined) {
      const known = options.map((one) => one.name).join(', ')
      throw new TestSetupError(
        `/${[command, ...path].map((one) => one.name).join(' ')} has no '${word}'; it has: ${known}`,
      )
    }
    path.push(inner)
    options = inner.options ?? []
    rest = rest.slice(word.length).trimStart()
  }
  return { command, path, options, givenOptions: parseOptions(options, rest, hasName) }
}

function parseOptions(
  options: CommandOption[],
  rest: string,
  hasName: (one: Json, name: string) => boolean,
): ParsedCommand['givenOptions'] {
  const marks = [...rest.matchAll(/(?<=^|\s)([-_'\p{L}\p{N}]{1,32}):(?!\/\/)/gu)]
    .map((match) => ({ at: match.index, end: match.index + match[0].length, name: match[1] ?? '' }))
    .filter((mark) => !isQuoted(rest, mark.at))
  const known = options.map((one) => one.name).join(', ') || 'none'
  if (rest.slice(0, marks[0]?.at ?? rest.length).trim() !== '') {
    throw new TestSetupError(`'${rest}' names no option; the options are: ${known}`)
  }
  const given = marks.map((mark, i) => {
    const option = options.find((one) => hasName(one, mark.name))
    if (option === undefined) throw new TestSetupError(`There is no option '${mark.name}'; the options are: ${known}`)
    const text = rest.slice(mark.end, marks[i + 1]?.at ?? rest.length).trim()
    return { option, text: /^".*"$/s.test(text) ? text.slice(1, -1) : text }
  })
  const twice = given.find((one, i) => given.findIndex((other) => other.option === one.option) !== i)
  if (twice !== undefined) throw new TestSetupError(`The option '${twice.option.name}' is given twice`)
  return given
}

const isQuoted = (text: string, at: number) => (text.slice(0, at).split('"').length - 1) % 2 === 1

export function checkRequired(line: ParsedCommand): void {
  const missing = line.options.filter((one) => one.required && !line.givenOptions.some((given) => given.option === one))
  if (missing.length === 0) return
  throw new TestSetupError(`Required and not given: ${missing.map((one) => one.name).join(', ')}`)
}
