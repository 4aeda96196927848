import { Impossible } from './errors.ts'
import type { Json, RegisteredCommand } from './types.ts'

export interface Option extends Json {
  type: number
  name: string
  required?: boolean
  autocomplete?: boolean
  choices?: { name: string; value: string | number; name_localizations?: Record<string, string> }[]
  options?: Option[]
}

export interface Line {
  command: RegisteredCommand
  /** Groups and sub-commands on the way, outermost first. */
  path: Option[]
  /** The options that stand in the line, in its order. */
  given: { option: Option; text: string }[]
  /** The options that the (sub-)command has. */
  options: Option[]
}

/** Takes `/strava recent count:5 sport:Trail Run` apart, after the registered commands. */
export function readLine(commands: RegisteredCommand[], line: string, locale: string): Line {
  const words = /^\/(\S+)\s*/.exec(line)
  if (words === null) throw new Impossible(`'${line}' is no command: it does not start with a slash`)
  const isCalled = (one: Json, name: string) =>
    one.name === name || (one.name_localizations as Record<string, string> | null | undefined)?.[locale] === name
  const command = commands.find((one) => one.type === 1 && isCalled(one, words[1] ?? ''))
  if (command === undefined) {
    const known = commands.map((one) => `/${one.name}`).join(', ') || 'none'
    throw new Impossible(`There is no command /${words[1]}; registered: ${known}`)
  }
  let rest = line.slice(words[0].length)
  let options = (command.options as Option[] | undefined) ?? []
  const path: Option[] = []
  while (options.some((one) => one.type === 1 || one.type === 2)) {
    const word = /^\S*/.exec(rest)?.[0] ?? ''
    const inner = options.find((one) => isCalled(one, word))
    if (inner === undefined) {
      const known = options.map((one) => one.name).join(', ')
      throw new Impossible(`/${[command, ...path].map((one) => one.name).join(' ')} has no '${word}'; it has: ${known}`)
    }
    path.push(inner)
    options = inner.options ?? []
    rest = rest.slice(word.length).trimStart()
  }
  return { command, path, options, given: readOptions(options, rest, isCalled) }
}

function readOptions(options: Option[], rest: string, isCalled: (one: Json, name: string) => boolean): Line['given'] {
  const marks = [...rest.matchAll(/(?<=^|\s)([-_'\p{L}\p{N}]{1,32}):(?!\/\/)/gu)]
    .map((match) => ({ at: match.index, end: match.index + match[0].length, name: match[1] ?? '' }))
    .filter((mark) => !isQuoted(rest, mark.at))
  const known = options.map((one) => one.name).join(', ') || 'none'
  if (rest.slice(0, marks[0]?.at ?? rest.length).trim() !== '') {
    throw new Impossible(`'${rest}' names no option; the options are: ${known}`)
  }
  const given = marks.map((mark, i) => {
    const option = options.find((one) => isCalled(one, mark.name))
    if (option === undefined) throw new Impossible(`There is no option '${mark.name}'; the options are: ${known}`)
    const text = rest.slice(mark.end, marks[i + 1]?.at ?? rest.length).trim()
    return { option, text: /^".*"$/s.test(text) ? text.slice(1, -1) : text }
  })
  const twice = given.find((one, i) => given.findIndex((other) => other.option === one.option) !== i)
  if (twice !== undefined) throw new Impossible(`The option '${twice.option.name}' stands twice in the line`)
  return given
}

const isQuoted = (text: string, at: number) => (text.slice(0, at).split('"').length - 1) % 2 === 1

export function checkRequired(line: Line): void {
  const missing = line.options.filter((one) => one.required && !line.given.some((given) => given.option === one))
  if (missing.length === 0) return
  throw new Impossible(`Required and not given: ${missing.map((one) => one.name).join(', ')}`)
}
