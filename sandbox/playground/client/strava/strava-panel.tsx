import './strava.css'
import './strava-dialog.css'
import './route-map.css'
import { AthleteCard } from './athlete-card.tsx'
import { ClockSection } from './clock-section.tsx'
import { ConditionsSection } from './conditions-section.tsx'
import { EventsSection } from './events-section.tsx'
import { StatusLines } from './status-lines.tsx'
import { athletes } from './strava-store.ts'

const SECTIONS = ['Events', 'Strava’s status', 'Clock']

/** Opens a section below the athletes and scrolls to it. */
function openSection(name: string): void {
  const summaries = [...document.querySelectorAll<HTMLElement>('.strava > details.section > summary')]
  const summary = summaries.find(({ textContent }) => textContent === name)
  if (!(summary?.parentElement instanceof HTMLDetailsElement)) return
  summary.parentElement.open = true
  summary.scrollIntoView({ block: 'start' })
  summary.focus({ preventScroll: true })
}

/** The Strava tab: athletes, events, conditions and clock. */
export function StravaPanel() {
  return (
    <div class="strava">
      <h2>The invented Strava</h2>
      <nav class="jumps" aria-label="Parts of Strava">
        {SECTIONS.map((name) => (
          <button key={name} type="button" class="plain" onClick={() => openSection(name)}>
            {name}
          </button>
        ))}
      </nav>
      <StatusLines />
      {athletes.value.map((athlete) => (
        <AthleteCard key={athlete.id} athlete={athlete} />
      ))}
      <EventsSection />
      <ConditionsSection />
      <ClockSection />
    </div>
  )
}
