import type { ChannelView, PersonView } from '../../protocol.ts'
import { type CommandOption, localize } from './commands.ts'
import type { OptionInput } from './draft.ts'

/** A value that an option can take. */
export interface Suggestion {
  value: string
  label: string
}

/** The people, channels and roles that an option may refer to. */
export interface OptionScope {
  locale: string
  people: Pick<PersonView, 'id' | 'displayName' | 'username'>[]
  channels: Pick<ChannelView, 'id' | 'name' | 'type'>[]
  roles: { id: string; name: string }[]
}

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type */
export const OPTION = {
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
} as const

const CHANNEL_TYPES = { text: 0, direct: 1, announcement: 5, thread: 11, forum: 15 } as const

/** All values of an option, or undefined for free text or autocomplete. */
export function listValues(option: CommandOption, scope: OptionScope): Suggestion[] | undefined {
  if (option.choices?.length) {
    return option.choices.map((choice) => ({
      value: String(choice.value),
      label: localize(choice, 'name', scope.locale),
    }))
  }
  const people = scope.people.map(({ id, displayName }) => ({ value: id, label: `@${displayName}` }))
  const roles = scope.roles.map(({ id, name }) => ({ value: id, label: name.startsWith('@') ? name : `@${name}` }))
  switch (option.type) {
    case OPTION.boolean:
      return [
        { value: 'true', label: 'True' },
        { value: 'false', label: 'False' },
      ]
    case OPTION.user:
      return people
    case OPTION.role:
      return roles
    case OPTION.mentionable:
      return [...people, ...roles]
    case OPTION.channel:
      return scope.channels
        .filter(({ type }) => option.channel_types?.includes(CHANNEL_TYPES[type]) ?? type !== 'direct')
        .map(({ id, name }) => ({ value: id, label: `#${name}` }))
    default:
      return undefined
  }
}

/** The values that match the typed text. */
export function findValues(values: readonly Suggestion[], typed: string): Suggestion[] {
  const wanted = typed.trim().toLowerCase()
  return values.filter(({ label }) => label.toLowerCase().includes(wanted))
}

/** Typing a value's exact name counts as choosing it. */
export function settleInput(option: CommandOption, { text, chosen }: OptionInput, scope: OptionScope): OptionInput {
  if (chosen !== undefined) return { text, chosen }
  const wanted = text.trim().toLowerCase()
  const found = listValues(option, scope)?.find(
    ({ value, label }) =>
      value.toLowerCase() === wanted || label.replace(/^[@#]/, '').toLowerCase() === wanted.replace(/^[@#]/, ''),
  )
  return found ? { text: found.label, chosen: found.value } : { text }
}

const WANTED: Partial<Record<number, string>> = {
  [OPTION.boolean]: 'Select true or false.',
  [OPTION.user]: 'Input a valid user.',
  [OPTION.channel]: 'Input a valid channel.',
  [OPTION.role]: 'Input a valid role.',
  [OPTION.mentionable]: 'Input a valid mentionable.',
}

/** The error that Discord's client shows for an option before it sends a command; undefined if there is none. */
export function findFault(
  option: CommandOption,
  { text, chosen }: OptionInput,
  scope: OptionScope,
): string | undefined {
  if (text === '') return option.required ? 'This option is required. Specify a value.' : undefined
  if (listValues(option, scope)) {
    if (chosen !== undefined) return undefined
    return option.choices?.length ? 'Input a valid choice.' : WANTED[option.type]
  }
  if (chosen !== undefined) return undefined
  if (option.type === OPTION.integer || option.type === OPTION.number) return findNumberFault(option, text)
  if (option.type === OPTION.string) return findLengthFault(option, text)
  return 'This page can’t fill in an option of this type.'
}

function findNumberFault(option: CommandOption, text: string): string | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (option.type === OPTION.integer && !Number.isSafeInteger(value)) return 'Input a valid integer.'
  if (!Number.isFinite(value)) return 'Input a valid number.'
  const { min_value: least = Number.NEGATIVE_INFINITY, max_value: most = Number.POSITIVE_INFINITY } = option
  if (value < least) return `Number must be greater than or equal to ${least}.`
  if (value > most) return `Number must be less than or equal to ${most}.`
  return undefined
}

function findLengthFault({ min_length: least = 0, max_length: most = 6000 }: CommandOption, text: string) {
  if (text.length < least) return `Must be at least ${least} characters long.`
  if (text.length > most) return `Must be ${most} characters or fewer.`
  return undefined
}

/** The kind of value that an option accepts, in words; undefined for text. */
export function describeType(option: CommandOption): string | undefined {
  const { min_value: least, max_value: most } = option
  const range = least !== undefined && most !== undefined ? `, ${least} to ${most}` : ''
  if (option.choices?.length) return 'one of a list'
  if (option.type === OPTION.integer) return `a whole number${range}`
  if (option.type === OPTION.number) return `a number${range}`
  const names: Partial<Record<number, string>> = {
    [OPTION.boolean]: 'true or false',
    [OPTION.user]: 'a member',
    [OPTION.channel]: 'a channel',
    [OPTION.role]: 'a role',
    [OPTION.mentionable]: 'a member or role',
  }
  return names[option.type]
}
