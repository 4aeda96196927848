import { entities } from '../connection.ts'
import { guildId } from '../store.ts'

/** Who is in the open server. */
export function MemberList() {
  const members = entities.value.guild[guildId.value]?.members ?? []
  return (
    <ul class="members">
      {members.map(({ personId, nickname, isAdmin }) => (
        <li key={personId}>
          {nickname ?? entities.value.person[personId]?.displayName}
          {isAdmin ? <span class="badge">admin</span> : undefined}
        </li>
      ))}
    </ul>
  )
}
