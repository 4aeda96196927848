import { StravaPanel } from '../strava/strava-panel.tsx'
import { MemberList } from './member-list.tsx'
import { type SideTab, sideTab } from './shell-state.ts'

const TABS: { tab: SideTab; label: string }[] = [
  { tab: 'members', label: 'Members' },
  { tab: 'strava', label: 'Strava' },
]

/** The right column: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
export function SidePanel() {
  const open = sideTab.value
  const choose = (tab: SideTab) => {
    sideTab.value = tab
    document.getElementById(`tab-${tab}`)?.focus()
  }
  return (
    <aside class="side" aria-label="Members and Strava">
      <div class="tabs" role="tablist" aria-label="Members and Strava">
        {TABS.map(({ tab, label }, i) => (
          <button
            key={tab}
            id={`tab-${tab}`}
            type="button"
            role="tab"
            aria-selected={open === tab}
            aria-controls="side-panel"
            tabIndex={open === tab ? 0 : -1}
            onClick={() => choose(tab)}
            onKeyDown={({ key }) => {
              const other = TABS[1 - i]
              if (other && (key === 'ArrowLeft' || key === 'ArrowRight')) choose(other.tab)
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <div id="side-panel" class="side-panel" role="tabpanel" aria-labelledby={`tab-${open}`}>
        {open === 'members' ? <MemberList /> : <StravaPanel />}
      </div>
    </aside>
  )
}
