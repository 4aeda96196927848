import { useState } from 'preact/hooks'
import { entities } from '../connection.ts'
import { program } from './inside-state.ts'
import { LogLine } from './log-line.tsx'

const LINES_SHOWN = 200

const LEVELS = [
  { level: 20, label: 'Everything' },
  { level: 30, label: 'What happened (info and above)' },
  { level: 40, label: 'Warnings and errors' },
]

const PAGES = [
  { path: '/metrics', label: 'Metrics' },
  { path: '/healthz', label: 'Is it running?' },
  { path: '/readyz', label: 'Is it ready?' },
]

/** The program's monitoring endpoints. */
function ProgramPages() {
  const url = program.value?.url
  if (!url) return null
  return (
    <p class="program-pages">
      {PAGES.map(({ path, label }) => (
        <a key={path} href={`${url}${path}`} target="_blank" rel="noreferrer">
          {label} <code>{path}</code>
        </a>
      ))}
    </p>
  )
}

/** The end of the program's log, newest first. */
export function ProgramLog() {
  const [minimum, setMinimum] = useState(20)
  const lines = Object.values(entities.value.logLine)
    .filter(({ level }) => level >= minimum)
    .sort((one, other) => Number(other.id) - Number(one.id))
    .slice(0, LINES_SHOWN)
  return (
    <div class="program-log">
      <div class="program-log-bar">
        <label>
          Show{' '}
          <select value={minimum} onChange={({ currentTarget }) => setMinimum(Number(currentTarget.value))}>
            {LEVELS.map(({ level, label }) => (
              <option key={level} value={level}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <ProgramPages />
      </div>
      {lines.length === 0 ? (
        <p class="inside-hint">
          {program.value?.isOwn === false
            ? 'You start the bot yourself, so its log is in your terminal.'
            : 'No matching lines.'}
        </p>
      ) : undefined}
      {lines.map((line) => (
        <LogLine key={line.id} line={line} />
      ))}
    </div>
  )
}
