import { type PhoneView, phoneView, sideTab } from './shell-state.ts'

const VIEWS: { view: PhoneView; label: string; sign: string }[] = [
  { view: 'chat', label: 'Chat', sign: '💬' },
  { view: 'channels', label: 'Channels', sign: '#' },
  { view: 'side', label: 'Strava', sign: '🚴' },
  { view: 'inside', label: 'Inside', sign: '⚙️' },
]

/** The way from one screen to the next, on a phone. */
export function PhoneBar() {
  return (
    <nav class="phone-bar" aria-label="Screens">
      {VIEWS.map(({ view, label, sign }) => (
        <button
          key={view}
          type="button"
          aria-current={phoneView.value === view ? 'page' : undefined}
          onClick={() => {
            if (view === 'side') sideTab.value = 'strava'
            phoneView.value = view
          }}
        >
          <span class="sign" aria-hidden="true">
            {sign}
          </span>
          {label}
        </button>
      ))}
    </nav>
  )
}
