import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { becomePerson, entities } from '../connection.ts'
import { me } from '../store.ts'
import { athletes } from '../strava/strava-store.ts'
import { Face } from './face.tsx'

const isOpen = signal(false)

export function openBecomeDialog(): void {
  isOpen.value = true
}

function connectionOf(personId: string): string | undefined {
  const athlete = athletes.value.find((one) => one.personId === personId)
  return athlete && (athlete.scopes ? 'Strava connected' : 'Strava not connected')
}

/** The people you can switch to, with a line about each. */
export function BecomeDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const open = isOpen.value
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  const close = () => {
    isOpen.value = false
  }
  return (
    <dialog ref={dialog} class="become" aria-labelledby="become-title" onClose={close}>
      <h2 id="become-title">Switch user</h2>
      <ul>
        {Object.values(entities.value.person).map(({ id, displayName, about }) => (
          <li key={id}>
            <button
              type="button"
              class="user"
              aria-current={id === me.value?.id ? 'true' : undefined}
              onClick={() => {
                close()
                void becomePerson(id)
              }}
            >
              <Face personId={id} size={40} />
              <span>
                <b>{displayName}</b>
                <small>{[about, connectionOf(id)].filter(Boolean).join(' · ')}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="icon-button" onClick={close}>
        Stay {me.value?.displayName}
      </button>
    </dialog>
  )
}
