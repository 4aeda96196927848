import { TestSetupError } from './api-errors.ts'
import type { ChannelRecord, DiscordState } from './discord-state.ts'
import type { Json, Person } from './discord-types.ts'
import type { CommandOption } from './parse-command.ts'
import { serializeChannel, serializeMember, serializeRoles, serializeUser } from './serializers.ts'

const channelTypeNumbers: Record<string, number> = { text: 0, announcement: 5, thread: 11, forum: 15 }

export interface ResolvedObjects {
  users: Json
  members: Json
  channels: Json
  roles: Json
}

/** The value of an option as the Discord client sends it. Throws the client's error message. */
export function parseOptionValue(
  state: DiscordState,
  channel: ChannelRecord,
  person: Person,
  option: CommandOption,
  text: string,
  resolved: ResolvedObjects,
): string | number | boolean {
  const invalidValue = (why: string) =>
    new TestSetupError(`The option '${option.name}' does not take '${text}': ${why}`)
  if (option.choices && option.choices.length > 0) {
    const fits = option.choices.find((one) =>
      [one.name, String(one.value), one.name_localizations?.[person.locale]].includes(text),
    )
    if (fits === undefined) throw invalidValue(`the choices are ${option.choices.map((one) => one.name).join(', ')}`)
    return fits.value
  }
  if (option.type === 3) return checkLength(option, text, invalidValue)
  if (option.type === 4 || option.type === 10) return checkNumber(option, text, invalidValue)
  if (option.type === 5) {
    if (!/^(true|false)$/i.test(text)) throw invalidValue('True or False')
    return text.toLowerCase() === 'true'
  }
  if (option.type === 7) {
    const found = channel.guild?.channels.find(
      (one) => `#${one.name}` === text || one.id === text || `<#${one.id}>` === text,
    )
    if (found === undefined) throw invalidValue('there is no such channel')
    const types = option.channel_types as number[] | undefined
    if (types && !types.includes(channelTypeNumbers[found.type] ?? -1))
      throw invalidValue(`it is a ${found.type} channel`)
    resolved.channels[found.id] = { ...serializeChannel(state, found), permissions: '0', app_permissions: '0' }
    return found.id
  }
  if (option.type === 6 || option.type === 9) {
    const found = [...state.people.values()].find((one) => [`@${one.username}`, one.id, `<@${one.id}>`].includes(text))
    if (found !== undefined) return resolvePerson(channel, found, resolved)
    if (option.type === 6) throw invalidValue('there is no such person')
  }
  if (option.type === 8 || option.type === 9) {
    const roles = channel.guild ? serializeRoles(state, channel.guild) : []
    const found = roles.find((one) => [one.name, `@${one.name}`, one.id].includes(text))
    if (found === undefined) throw invalidValue('there is no such role')
    resolved.roles[String(found.id)] = found
    return String(found.id)
  }
  throw invalidValue(`the sandbox knows no option of type ${option.type}`)
}

export function resolvePerson(channel: ChannelRecord, person: Person, resolved: ResolvedObjects): string {
  resolved.users[person.id] = serializeUser(person)
  const member = channel.guild?.members.get(person.id)
  if (member) {
    const { user: _, ...rest } = serializeMember(member)
    resolved.members[person.id] = { ...rest, permissions: member.permissions.toString() }
  }
  return person.id
}

function checkLength(option: CommandOption, text: string, wrong: (why: string) => Error): string {
  const [least, most] = [Number(option.min_length ?? 0), Number(option.max_length ?? 6000)]
  if (text.length < Math.max(least, 1)) throw wrong(`at least ${Math.max(least, 1)} characters`)
  if (text.length > most) throw wrong(`at most ${most} characters`)
  return text
}

function checkNumber(option: CommandOption, text: string, wrong: (why: string) => Error): number {
  const value = Number(text)
  if (text === '' || !Number.isFinite(value)) throw wrong('not a number')
  if (option.type === 4 && !Number.isSafeInteger(value)) throw wrong('not an integer')
  if (option.min_value !== undefined && value < Number(option.min_value)) throw wrong(`at least ${option.min_value}`)
  if (option.max_value !== undefined && value > Number(option.max_value)) throw wrong(`at most ${option.max_value}`)
  return value
}
