import type { ProgramFiguresView, QueueView, ReadBudgetView } from '../../protocol.ts'
import { formatDuration, formatMinute } from './format-times.ts'
import { program, traces } from './inside-state.ts'

const WINDOWS = {
  quarter: { allowance: 'per quarter hour', next: 'The next quarter hour begins' },
  day: { allowance: 'per day', next: 'The next day begins' },
} as const

const count = (value: number) => value.toLocaleString('en-GB')

function Budget({ budget: { window, used, limit, endsAt } }: { budget: ReadBudgetView }) {
  const { allowance, next } = WINDOWS[window]
  return (
    <li>
      <span class="budget" aria-hidden="true">
        <span style={{ inlineSize: `${Math.min((used / Math.max(limit, 1)) * 100, 100)}%` }} />
      </span>
      <b>
        {count(used)} of {count(limit)}
      </b>{' '}
      reads used: Strava allows {count(limit)} {allowance}. {next} at {formatMinute(endsAt)}.
    </li>
  )
}

const QUEUES: Readonly<Record<string, string>> = {
  commands: 'Commands (queue “commands”)',
  background: 'Background work (queue “background”)',
}

function Queue({ queue: { name, waiting, active, delayed, failed } }: { queue: QueueView }) {
  return (
    <li>
      {QUEUES[name] ?? name}: <b>{waiting}</b> waiting, <b>{active}</b> running, <b>{delayed}</b> delayed,{' '}
      <b>{failed}</b> failed.
    </li>
  )
}

/** Times from an event to its message, newest first. */
const delays = () =>
  traces.value.flatMap(({ origin, steps }) => {
    const message = steps.find(({ kind }) => kind === 'message')
    return origin === 'event' && message ? [message.atMs] : []
  })

const DELAYS_SHOWN = 5

function Delays() {
  const last = delays().slice(0, DELAYS_SHOWN)
  if (last.length === 0) return <p>No recent event from Strava has led to a message.</p>
  return (
    <p>
      Time from Strava’s event to the message: <b>{last.map(formatDuration).join(', ')}</b>
      {last.length > 1 ? ' (latest first)' : ''}. This includes the time the bot waits for more events.
    </p>
  )
}

function Outage({ outage, booked }: ProgramFiguresView) {
  if (outage === 'down') return <p>Strava is down: the program sends no requests until it is back.</p>
  if (outage === 'inactive') return <p>Strava has deactivated the application: the program sends no requests.</p>
  return (
    <p>
      {booked === 0 ? 'No reads are queued for later.' : `Reads queued for a later quarter hour: ${count(booked)}.`}
    </p>
  )
}

/** The program's metrics. */
export function ProgramFigures() {
  const { figures, isOnline } = program.value ?? {}
  if (!figures) {
    return (
      <p class="inside-hint">
        {isOnline ? 'The bot’s metrics aren’t available at the moment.' : 'The bot isn’t running.'}
      </p>
    )
  }
  return (
    <div class="figures">
      <h3>Reads from Strava</h3>
      <ul>
        {figures.budgets.map((budget) => (
          <Budget key={budget.window} budget={budget} />
        ))}
      </ul>
      <Outage {...figures} />
      <h3>Queues</h3>
      <ul>
        {figures.queues.map((queue) => (
          <Queue key={queue.name} queue={queue} />
        ))}
      </ul>
      <h3>Speed</h3>
      <Delays />
    </div>
  )
}
