import { useState } from 'preact/hooks'
import { now } from '../clock.ts'
import { program } from '../inside/inside-state.ts'
import { tryTo } from '../store.ts'
import { strava } from './strava-store.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Just after the quarter hour, when Strava resets its counter. */
const AFTER_MS = 1000

function untilMidnight(now: number): number {
  const midnight = new Date(now)
  midnight.setHours(24, 0, 1, 0)
  return midnight.getTime() - now
}

const STEPS: { label: string; stepFrom(now: number, windowEnd: number): number }[] = [
  { label: 'To the next quarter hour', stepFrom: (now, windowEnd) => Math.max(0, windowEnd - now) + AFTER_MS },
  { label: '+ 15 min', stepFrom: () => 15 * MINUTE_MS },
  { label: '+ 6 h', stepFrom: () => 6 * HOUR_MS },
  { label: '+ 1 day', stepFrom: () => DAY_MS },
  { label: '+ 7 days', stepFrom: () => 7 * DAY_MS },
  { label: 'To midnight', stepFrom: untilMidnight },
]

function describeAhead(aheadMs: number): string {
  if (aheadMs < MINUTE_MS) return 'as on your machine'
  const [days, hours, minutes] = [aheadMs / DAY_MS, (aheadMs % DAY_MS) / HOUR_MS, (aheadMs % HOUR_MS) / MINUTE_MS]
  const parts = [Math.floor(days), Math.floor(hours), Math.round(minutes)]
  const words = parts.flatMap((count, index) => (count > 0 ? [`${count} ${['d', 'h', 'min'][index]}`] : []))
  return `${words.join(' ')} ahead`
}

/** Sets the clock of the sandboxes and the program forward. */
export function ClockSection() {
  return (
    <details class="section">
      <summary>Clock</summary>
      {program.value?.isOwn === false ? (
        <p>You start the bot yourself: its clock is your machine’s, and can’t be set forward here.</p>
      ) : (
        <ClockControls />
      )}
    </details>
  )
}

function ClockControls() {
  const [isBusy, setBusy] = useState(false)
  const time = now.value
  const windowEnd = strava.value?.windowEnds.window ?? time
  async function forward(milliseconds: number) {
    setBusy(true)
    await tryTo('setClockForward', { milliseconds: Math.round(milliseconds) })
    setBusy(false)
  }
  return (
    <>
      <p role="status">
        {new Date(time).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'short' })},{' '}
        {describeAhead(strava.value?.aheadMs ?? 0)}
      </p>
      <div class="row">
        {STEPS.map(({ label, stepFrom }) => (
          <button key={label} type="button" disabled={isBusy} onClick={() => forward(stepFrom(time, windowEnd))}>
            {label}
          </button>
        ))}
      </div>
      <small>
        Strava, Discord, the bot and its database follow, and jobs that become due run. Short waits inside the bot (a
        retry after some seconds, a lock) still take their time, and your browser keeps its own clock.
      </small>
    </>
  )
}
