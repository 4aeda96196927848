import { effect } from '@preact/signals'
import { channel, me } from '../store.ts'
import { openBecomeDialog } from './become-dialog.tsx'
import { Face } from './face.tsx'
import { isSideShown, showSide } from './shell-state.ts'

effect(() => {
  const here = channel.value
  const place = here?.type === 'direct' ? 'Direct messages' : here && `#${here.name}`
  document.title = place ? `${place} · Playground` : 'Playground'
})

/** The name of the open channel, and the button for the right column. */
export function ChatHeader() {
  const here = channel.value
  const isShown = isSideShown.value
  return (
    <header class="chat-header">
      <h1>
        <span aria-hidden="true">{here?.type === 'direct' ? '@' : '#'}</span>{' '}
        {here?.type === 'direct' ? 'Domestique' : here?.name}
      </h1>
      <button
        type="button"
        class="icon-button wide-only"
        aria-pressed={isShown}
        onClick={() => {
          isSideShown.value = !isShown
        }}
      >
        Members &amp; Strava
      </button>
      <button type="button" class="icon-button phone-only" onClick={() => showSide('members')}>
        Members
      </button>
      <button
        type="button"
        class="icon-button phone-only"
        aria-label={`You are ${me.value?.displayName}: switch user`}
        onClick={openBecomeDialog}
      >
        <Face personId={me.value?.id ?? ''} />
      </button>
    </header>
  )
}
