import './strava.css'
import './strava-dialog.css'
import './route-map.css'
import { AthleteCard } from './athlete-card.tsx'
import { ClockSection } from './clock-section.tsx'
import { ConditionsSection } from './conditions-section.tsx'
import { EventsSection } from './events-section.tsx'
import { StatusLines } from './status-lines.tsx'
import { athletes } from './strava-store.ts'

/** Strava's side: the athletes, and what Strava does. */
export function StravaPanel() {
  return (
    <div class="strava">
      <h2>The sandbox’s Strava</h2>
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
