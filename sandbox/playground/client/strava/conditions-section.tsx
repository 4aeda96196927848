import type { StravaView, UsageView } from '../../strava-protocol.ts'
import { now } from '../clock.ts'
import { program } from '../inside/inside-state.ts'
import { tryTo } from '../store.ts'
import { strava } from './strava-store.ts'

const LATENCIES = [0, 1000, 5000, 15_000]

const OUTAGES: { value: StravaView['outage']; label: string }[] = [
  { value: undefined, label: 'Up' },
  { value: '503', label: 'Answering with an error (503)' },
  { value: 'hang', label: 'Not answering' },
  { value: 'drop', label: 'Dropping connections' },
]

function toCountdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}

function Usage({ name, quarterHour, day }: UsageView) {
  return (
    <div class="usage">
      <label>
        {`${name}, this quarter hour: ${quarterHour.used} of ${quarterHour.limit}`}
        <meter max={quarterHour.limit} value={quarterHour.used} high={quarterHour.limit * 0.8} />
      </label>
      <small>
        {day.used} of {day.limit} today
      </small>
    </div>
  )
}

/** Strava's outages, latency and limits. */
export function ConditionsSection() {
  const view = strava.value
  if (!view) return null
  const { outage, latencyMs, isActive, capacity, connectedAthletes, usage, windowEnds } = view
  return (
    <details class="section">
      <summary>Strava’s status</summary>
      <fieldset class="field">
        <legend>Strava</legend>
        <div class="segments">
          {OUTAGES.map(({ value, label }) => (
            <label key={label}>
              <input
                type="radio"
                name="outage"
                checked={outage === value}
                onChange={() => tryTo('setOutage', value ? { outage: value } : {})}
              />
              {label}
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset class="field">
        <legend>Response delay</legend>
        <div class="segments">
          {LATENCIES.map((latency) => (
            <label key={latency}>
              <input
                type="radio"
                name="latency"
                checked={latencyMs === latency}
                onChange={() => tryTo('setLatency', { latencyMs: latency })}
              />
              {latency === 0 ? 'No delay' : `${latency / 1000} s`}
            </label>
          ))}
        </div>
      </fieldset>
      <div class="field">
        {usage.map((one) => (
          <Usage key={one.name} {...one} />
        ))}
        <p>Next quarter hour in {toCountdown(windowEnds.window - now.value)}</p>
        <button type="button" onClick={() => tryTo('exhaustRateLimit', {})}>
          Use up the rate limit
        </button>
        <small>
          Once Strava has refused a request, the bot waits for the next quarter hour, whatever you change here.
          {program.value?.isOwn ? ' The clock can be set forward.' : ''}
        </small>
      </div>
      <div class="row">
        <button
          type="button"
          aria-pressed={!isActive}
          onClick={() => tryTo('setApplicationActive', { isActive: !isActive })}
        >
          Application inactive
        </button>
        <button
          type="button"
          aria-pressed={connectedAthletes >= capacity}
          onClick={() => tryTo('setCapacityReached', { isReached: connectedAthletes < capacity })}
        >
          No free seats
        </button>
      </div>
      <small>
        {connectedAthletes} of {capacity} athletes connected
      </small>
    </details>
  )
}
