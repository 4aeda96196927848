import { entities } from '../connection.ts'
import { guildId, session } from '../store.ts'

/** A member's name in the open server. */
export function nameOf(personId: string): string {
  const { person, guild } = entities.value
  if (personId === session.value?.botUserId) return session.value.botName
  const member = guild[guildId.value]?.members.find((one) => one.personId === personId)
  return member?.nickname ?? person[personId]?.displayName ?? 'unknown-user'
}
