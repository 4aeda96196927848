import type { TraceView } from '../../protocol.ts'
import { formatDuration } from './format-times.ts'
import { lastTrace } from './inside-state.ts'

export function describeTrace({ title, state, durationMs, steps }: TraceView): string {
  const decisions = steps.filter(({ kind }) => kind === 'decision')
  const shown = decisions.length > 0 ? decisions : steps.filter(({ kind }) => kind === 'problem').slice(-1)
  const outcomes = shown.map((step) =>
    [step.title.replace('Decision: ', ''), step.detail?.replace(/\.$/, '')].filter(Boolean).join(': '),
  )
  const time = formatDuration(durationMs)
  const ended = state === 'running' ? 'still running' : `${state === 'failed' ? 'failed' : 'done'} after ${time}`
  return [title, ...outcomes, ended].filter(Boolean).join(' · ')
}

/** The latest action in one line. */
export function TraceSummary() {
  const trace = lastTrace.value
  return trace ? <span class="trace-summary">{describeTrace(trace)}</span> : null
}
