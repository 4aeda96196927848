import type { NextEvent, PushEventView } from '../../strava-protocol.ts'
import { now } from '../clock.ts'
import { entities } from '../connection.ts'
import { tryTo } from '../store.ts'
import { strava } from './strava-store.ts'

const CHOICES: { label: string; event: NextEvent | undefined }[] = [
  { label: 'As usual', event: undefined },
  { label: '10 s late', event: { kind: 'late', delayMs: 10_000 } },
  { label: '1 min late', event: { kind: 'late', delayMs: 60_000 } },
  { label: 'Twice', event: { kind: 'doubled' } },
  { label: 'Lost', event: { kind: 'lost' } },
]

const EVENTS_SHOWN = 8

const ASPECTS = { create: 'New', update: 'Changed', delete: 'Deleted or made private' } as const

/** Descriptions of changed fields in an event. */
const CHANGES: Readonly<Record<string, (value: string) => string>> = {
  title: (name) => `it is now called “${name}”`,
  type: (sport) => `its sport is now ${sport}`,
  private: (isPrivate) => (isPrivate === 'true' ? 'only its athlete can see it' : 'others can see it'),
}

function nameOf({ subject, subjectId, aspect, updates }: PushEventView): string {
  const name = entities.value.activity[subjectId]?.name ?? entities.value.athlete[subjectId]?.name ?? subjectId
  if (subject === 'athlete') return `${name} revoked the bot’s access`
  const changed = Object.entries(updates).map(([field, value]) => CHANGES[field]?.(value) ?? `${field}: ${value}`)
  return [`${ASPECTS[aspect]}: ${name}`, ...changed].join(' · ')
}

function outcomeOf({ outcome, attempts, dueAt }: PushEventView): string {
  if (outcome === 'lost') return attempts > 0 ? `Lost after ${attempts} attempts` : 'Lost'
  if (outcome === 'acknowledged') return attempts > 1 ? `Accepted on attempt ${attempts}` : 'Accepted'
  const seconds = dueAt === undefined ? 0 : Math.ceil((dueAt - now.value) / 1000)
  if (seconds > 0) return `Late: due in ${seconds} s`
  return attempts > 1 ? 'Retrying' : 'On its way'
}

/** The webhook events that Strava sends, and their outcomes. */
export function EventsSection() {
  const next = JSON.stringify(strava.value?.nextEvent)
  const events = Object.values(entities.value.pushEvent)
    .sort((one, other) => Number(other.id) - Number(one.id))
    .slice(0, EVENTS_SHOWN)
  return (
    <details class="section">
      <summary>Events</summary>
      <fieldset class="field">
        <legend>Strava reports the next change</legend>
        <div class="segments">
          {CHOICES.map(({ label, event }) => (
            <label key={label}>
              <input
                type="radio"
                name="next-event"
                checked={JSON.stringify(event) === next}
                onChange={() => tryTo('planNextEvent', event ? { event } : {})}
              />
              {label}
            </label>
          ))}
        </div>
      </fieldset>
      <ol class="events" aria-label="Last events">
        {events.map((event) => (
          <li key={event.id}>
            <div>
              {nameOf(event)}
              <small data-outcome={event.outcome}>{outcomeOf(event)}</small>
            </div>
            <button
              type="button"
              aria-label={`Send again: ${nameOf(event)}`}
              onClick={() => tryTo('resendEvent', { eventId: event.id })}
            >
              Send again
            </button>
          </li>
        ))}
      </ol>
      {events.length === 0 ? <small>No events yet.</small> : undefined}
    </details>
  )
}
