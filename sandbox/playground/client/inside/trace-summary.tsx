import type { TraceView } from '../../protocol.ts'
import { formatDuration } from './format-times.ts'
import { lastTrace } from './inside-state.ts'

export function describeTrace({ title, state, durationMs, steps }: TraceView): string {
  const decision = steps.findLast(({ kind }) => kind === 'decision' || kind === 'problem')
  const outcome = decision && [decision.title.replace('Decision: ', ''), decision.detail].filter(Boolean).join(', ')
  const time = formatDuration(durationMs)
  const ended = state === 'running' ? 'still running' : `${state === 'failed' ? 'failed' : 'done'} after ${time}`
  return [title, outcome, ended].filter(Boolean).join(' · ')
}

/** What happened last, in a line. */
export function TraceSummary() {
  const trace = lastTrace.value
  return trace ? <span class="trace-summary">{describeTrace(trace)}</span> : null
}
