import { entities } from '../connection.ts'
import { channel } from '../store.ts'
import { type PhoneView, phoneView, sideTab } from './shell-state.ts'
import { countUnread } from './unread.ts'

const VIEWS: { view: PhoneView; label: string; sign: string }[] = [
  { view: 'chat', label: 'Chat', sign: '💬' },
  { view: 'channels', label: 'Channels', sign: '#' },
  { view: 'side', label: 'Strava', sign: '🚴' },
  { view: 'inside', label: 'Inside', sign: '⚙️' },
]

/** Unread messages for a screen: those of the open channel, or those of all others. */
function countNews(view: PhoneView): number {
  const here = channel.value?.id
  if (view === 'chat') return here ? countUnread(here) : 0
  if (view !== 'channels') return 0
  return Object.keys(entities.value.channel).reduce((sum, id) => sum + (id === here ? 0 : countUnread(id)), 0)
}

function News({ view }: { view: PhoneView }) {
  const news = countNews(view)
  if (news === 0) return null
  return (
    <>
      <span class="visually-hidden">, new messages</span>
      <span class="badge" aria-hidden="true">
        {news}
      </span>
    </>
  )
}

/** The navigation between screens on a phone. */
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
          <News view={view} />
        </button>
      ))}
    </nav>
  )
}
