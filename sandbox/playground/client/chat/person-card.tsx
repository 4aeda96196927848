import { signal } from '@preact/signals'
import { faceOf } from '../../faces.ts'
import { now } from '../clock.ts'
import { becomePerson, entities } from '../connection.ts'
import { phoneView } from '../shell/shell-state.ts'
import { channel, guildId, me, tryTo } from '../store.ts'
import { userCommands } from './command-names.ts'
import { nameOf } from './people.ts'
import { type Anchor, usePopover } from './use-popover.ts'

const open = signal<{ personId: string; anchor: Anchor } | undefined>(undefined)

/** A person's profile, with the program's user commands. */
export function openPersonCard(personId: string, opener: HTMLElement): void {
  open.value = { personId, anchor: opener.getBoundingClientRect() }
}

const close = () => {
  open.value = undefined
}

function PersonFacts({ personId }: { personId: string }) {
  const person = entities.value.person[personId]
  const member = entities.value.guild[guildId.value]?.members.find((one) => one.personId === personId)
  const commands = userCommands()
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: person?.timeZone }).format(now.value)
  return (
    <>
      <img src={faceOf(personId)} alt="" title="An invented face" width="72" height="72" />
      <h2>{nameOf(personId)}</h2>
      <p>{person?.username}</p>
      <p>{person?.about}</p>
      <p>{member?.isAdmin ? 'Manages this server' : 'Member'}</p>
      <p>
        {time} in {person?.timeZone}
      </p>
      {personId === me.value?.id ? (
        <p>You are {nameOf(personId)}</p>
      ) : (
        <button
          type="button"
          class="button style-1"
          onClick={() => {
            close()
            void becomePerson(personId)
          }}
        >
          Be {nameOf(personId)}
        </button>
      )}
      {commands.length > 0 ? <h3>Apps</h3> : undefined}
      {commands.map(({ name, title }) => (
        <button
          key={name}
          type="button"
          class="button style-2"
          onClick={() => {
            close()
            phoneView.value = 'chat'
            const here = channel.value
            if (here) void tryTo('runUserCommand', { channelId: here.id, personId, command: name })
          }}
        >
          {title}
        </button>
      ))}
    </>
  )
}

/** The open profile. */
export function PersonCard() {
  const shown = open.value
  const ref = usePopover(shown?.anchor, close)
  return (
    <div
      ref={ref}
      class="floating person-card"
      popover="manual"
      role="dialog"
      tabIndex={-1}
      data-first=""
      aria-label={shown ? `About ${nameOf(shown.personId)}` : 'About a person'}
    >
      {shown ? <PersonFacts personId={shown.personId} /> : undefined}
    </div>
  )
}
