import { useEffect, useState } from 'preact/hooks'
import type { StravaView } from '../../strava-protocol.ts'
import { tryTo } from '../store.ts'
import { strava } from './strava-store.ts'

const OUTAGES = {
  '503': 'Strava is down: it answers with an error (503)',
  hang: 'Strava is down: it doesn’t answer',
  drop: 'Strava is down: it drops connections',
  html: 'Strava is down: it answers with an error page',
}

const NEXT_EVENTS = {
  late: 'The next event comes late',
  doubled: 'The next event comes twice',
  lost: 'The next event is lost',
}

/** One line for each setting that isn't the default. */
export function linesOf(view: StravaView): string[] {
  const { outage, latencyMs, isActive, capacity, connectedAthletes, nextEvent, usage } = view
  const isSpent = usage.some(({ quarterHour, day }) => quarterHour.used >= quarterHour.limit || day.used >= day.limit)
  return [
    ...(outage ? [OUTAGES[outage]] : []),
    ...(latencyMs > 0 ? [`Strava is slow: every response takes ${latencyMs / 1000} s`] : []),
    ...(isSpent ? ['Strava’s rate limit is reached'] : []),
    ...(isActive ? [] : ['The application is inactive: Strava refuses its calls (403)']),
    ...(connectedAthletes >= capacity ? ['No more athletes can connect'] : []),
    ...(nextEvent ? [NEXT_EVENTS[nextEvent.kind]] : []),
  ]
}

/** The latest request that the real service would have refused. It can be dismissed. */
function Complaint() {
  const complaints = strava.value?.complaints ?? []
  const [seen, setSeen] = useState(0)
  useEffect(() => setSeen((count) => Math.min(count, complaints.length)), [complaints.length])
  const latest = complaints.at(-1)
  if (latest === undefined || seen >= complaints.length) return null
  const others = complaints.length - seen - 1
  return (
    <p class="status-line complaint" role="alert">
      The real service would have refused: {latest}
      {others > 0 ? ` (and ${others} more)` : ''}
      <button type="button" class="plain" onClick={() => setSeen(complaints.length)}>
        Dismiss
      </button>
    </p>
  )
}

/** The settings that aren't the default, with a button that resets them all. */
export function StatusLines() {
  const lines = strava.value ? linesOf(strava.value) : []
  return (
    <div class="status-lines">
      <div role="status">
        {lines.map((line) => (
          <p key={line} class="status-line">
            {line}
          </p>
        ))}
      </div>
      {lines.length > 0 ? (
        <button type="button" onClick={() => tryTo('restoreStrava', {})}>
          Back to normal
        </button>
      ) : undefined}
      <Complaint />
    </div>
  )
}
