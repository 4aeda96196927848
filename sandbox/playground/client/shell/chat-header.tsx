import { channel } from '../store.ts'
import { isSideShown, showSide } from './shell-state.ts'

/** Where one is, and the button of the column at the right. */
export function ChatHeader() {
  const isShown = isSideShown.value
  return (
    <header class="chat-header">
      <h1>
        <span aria-hidden="true">{channel.value?.type === 'direct' ? '@' : '#'}</span> {channel.value?.name}
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
    </header>
  )
}
