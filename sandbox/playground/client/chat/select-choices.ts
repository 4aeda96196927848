import { faceOf } from '../../faces.ts'
import type { ChannelView } from '../../protocol.ts'
import { entities } from '../connection.ts'
import { guildId } from '../store.ts'
import { COMPONENT, emojiText, type SelectData } from './component-data.ts'
import { nameOf } from './people.ts'

export interface Choice {
  value: string
  label: string
  description?: string | undefined
  /** An emoji or symbol. */
  sign?: string | undefined
  picture?: string | undefined
}

/** Discord's channel types. */
const CHANNEL_TYPES: Record<ChannelView['type'], number> = {
  text: 0,
  direct: 1,
  announcement: 5,
  thread: 11,
  forum: 15,
}

const people = (): Choice[] =>
  (entities.value.guild[guildId.value]?.members ?? []).map(({ personId }) => ({
    value: personId,
    label: nameOf(personId),
    description: entities.value.person[personId]?.username,
    picture: faceOf(personId),
  }))

const roles = (): Choice[] =>
  (entities.value.guild[guildId.value]?.roles ?? []).map(({ id, name }) => ({ value: id, label: name, sign: '@' }))

const channels = (types: readonly number[] | null | undefined): Choice[] =>
  Object.values(entities.value.channel)
    .filter((one) => one.guildId === guildId.value)
    .filter(({ type }) => !types?.length || types.includes(CHANNEL_TYPES[type]))
    .map(({ id, name }) => ({ value: id, label: name, sign: '#' }))

/** The choices of a select for the current person. */
export function choicesOf({ type, options = [], channel_types: channelTypes }: SelectData): Choice[] {
  switch (type) {
    case COMPONENT.userSelect:
      return people()
    case COMPONENT.roleSelect:
      return roles()
    case COMPONENT.mentionableSelect:
      return [...people(), ...roles()]
    case COMPONENT.channelSelect:
      return channels(channelTypes)
    default:
      return options.map(({ value, label, description, emoji }) => ({
        ...{ value, label, description: description ?? undefined },
        sign: emoji ? emojiText(emoji) : undefined,
      }))
  }
}

/** The choices selected by default. */
export const defaultsOf = ({ options = [], default_values: defaults = [] }: SelectData): string[] => [
  ...options.filter((one) => one.default).map(({ value }) => value),
  ...defaults.map(({ id }) => id),
]
