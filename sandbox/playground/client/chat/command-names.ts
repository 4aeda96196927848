import type { Json } from '../../../discord/discord-types.ts'
import { entities } from '../connection.ts'
import { channel, me } from '../store.ts'

const localNameOf = ({ name, name_localizations: names }: Json): string =>
  (names as Record<string, string | null> | null | undefined)?.[me.value?.locale ?? ''] ?? String(name)

/** Command types: slash commands, and commands in the menus of users and messages. */
const [SLASH, USER, MESSAGE] = [1, 2, 3]

/** A command as the person's client shows it: `/strava recent`, or the name in a menu. */
export function commandTitle(name: string): string {
  const all = Object.values(entities.value.command)
  const inMenu = all.find((one) => one.type !== SLASH && one.name === name)
  if (inMenu) return localNameOf(inMenu)
  const names: string[] = []
  let level: Json[] = all.filter((one) => one.type === SLASH)
  for (const word of name.split(' ')) {
    const found = level.find((one) => one.name === word)
    names.push(found ? localNameOf(found) : word)
    level = (found?.options as Json[] | undefined) ?? []
  }
  return `/${names.join(' ')}`
}

export interface MenuCommand {
  name: string
  title: string
}

function commandsIn(channelId: string, type: number): MenuCommand[] {
  const { channel, command } = entities.value
  const offered = (channel[channelId]?.commandIds ?? []).map((id) => command[id])
  return offered.flatMap((one) => (one?.type === type ? [{ name: one.name, title: localNameOf(one) }] : []))
}

/** The program's message commands in this channel. */
export const messageCommands = (channelId: string): MenuCommand[] => commandsIn(channelId, MESSAGE)

/** The program's user commands in the open channel. */
export const userCommands = (): MenuCommand[] => commandsIn(channel.value?.id ?? '', USER)
