import type { LogLineView } from '../../protocol.ts'
import { formatTime } from './format-times.ts'

const LEVELS: Readonly<Record<number, string>> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warning', 50: 'error' }

const withMilliseconds = (at: number) => `${formatTime(at)}.${String(at % 1000).padStart(3, '0')}`

/** Fields that identify the subject of a line. */
const SUBJECTS = ['command', 'event', 'aspect', 'job', 'endpoint', 'status', 'outcome', 'reason']

const subjectOf = ({ fields }: LogLineView) => SUBJECTS.flatMap((name) => fields[name] ?? []).join(' ')

/** A log line; when opened, all of its fields. */
export function LogLine({ line, isOpen = false }: { line: LogLineView; isOpen?: boolean }) {
  return (
    <details class="log-line" open={isOpen} data-level={line.level}>
      <summary>
        <time dateTime={new Date(line.at).toISOString()}>{withMilliseconds(line.at)}</time>{' '}
        <span class="log-level">{LEVELS[line.level] ?? line.level}</span> {line.msg}{' '}
        <span class="log-level">{subjectOf(line)}</span>
      </summary>
      <pre>{JSON.stringify(line.fields, undefined, 2)}</pre>
    </details>
  )
}
