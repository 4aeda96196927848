import { openPersonCard } from '../chat/person-card.tsx'
import { entities } from '../connection.ts'
import { guildId, me } from '../store.ts'
import { Face } from './face.tsx'

interface ListedMember {
  personId: string
  name: string
}

/** A member's name; opens their profile. */
const MemberName = ({ personId, name }: ListedMember) => (
  <button
    type="button"
    class="member"
    aria-haspopup="dialog"
    onClick={({ currentTarget }) => openPersonCard(personId, currentTarget)}
  >
    {name}
    {personId === me.value?.id ? <small> you</small> : undefined}
  </button>
)

function Members({ title, members }: { title: string; members: ListedMember[] }) {
  return (
    <>
      <h3>
        {title} — {members.length}
      </h3>
      <ul class="members">
        {members.map(({ personId, name }) => (
          <li key={personId}>
            <Face personId={personId} />
            {personId === 'bot' ? <span>{name}</span> : <MemberName personId={personId} name={name} />}
          </li>
        ))}
      </ul>
    </>
  )
}

/** The members of the open server. */
export function MemberList() {
  const { guild, person } = entities.value
  const all = (guild[guildId.value]?.members ?? []).map(({ personId, nickname, isAdmin }) => ({
    ...{ personId, isAdmin },
    name: nickname ?? person[personId]?.displayName ?? '',
  }))
  if (all.length === 0) return <p class="side-empty">Only you and Domestique are here.</p>
  return (
    <>
      <Members title="Admin" members={all.filter(({ isAdmin }) => isAdmin)} />
      <Members title="Members" members={all.filter(({ isAdmin }) => !isAdmin)} />
      <Members title="Apps" members={[{ personId: 'bot', name: 'Domestique' }]} />
    </>
  )
}
