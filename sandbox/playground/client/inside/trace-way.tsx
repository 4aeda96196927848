import './trace-way.css'
import { useEffect, useRef } from 'preact/hooks'
import type { TraceStepView, TraceView } from '../../protocol.ts'
import { entities } from '../connection.ts'
import { formatDuration } from './format-times.ts'
import { chosenStepId } from './inside-state.ts'
import { LogLine } from './log-line.tsx'

const STATES = { running: 'running', failed: 'failed', done: undefined } as const

/** Leaves out a duration of zero. */
const timesOf = ({ atMs, durationMs }: TraceStepView) =>
  durationMs ? `at ${formatDuration(atMs)}, took ${formatDuration(durationMs)}` : `at ${formatDuration(atMs)}`

function Step({ step, number }: { step: TraceStepView; number: number }) {
  const { id, state, title, detail } = step
  const isChosen = chosenStepId.value === id
  return (
    <li class="step" data-state={state} data-kind={step.kind}>
      <button
        type="button"
        aria-expanded={isChosen}
        onClick={() => {
          chosenStepId.value = isChosen ? undefined : id
        }}
      >
        <span class="step-sign" aria-hidden="true">
          {state === 'failed' ? '✕' : state === 'running' ? '…' : number}
        </span>
        <b>{title}</b> {STATES[state] ? <span class="step-state">{STATES[state]}</span> : undefined}{' '}
        <span class="step-times">{timesOf(step)}</span> {detail ? <span class="step-detail">{detail}</span> : undefined}
      </button>
    </li>
  )
}

function StepLines({ step }: { step: TraceStepView }) {
  const section = useRef<HTMLElement>(null)
  // Scrolls only to its beginning, so the step stays visible.
  useEffect(() => section.current?.querySelector('summary')?.scrollIntoView({ block: 'nearest' }), [])
  const lines = step.lineIds.flatMap((id) => entities.value.logLine[id] ?? [])
  return (
    <section ref={section} class="step-lines" aria-label={`The log of “${step.title}”`}>
      {lines.map((line) => (
        <LogLine key={line.id} line={line} isOpen />
      ))}
    </section>
  )
}

/** The steps of one action; a click on a step shows its log lines. */
export function TraceWay({ trace }: { trace: TraceView }) {
  const chosen = trace.steps.find(({ id }) => id === chosenStepId.value)
  return (
    <>
      <ol class="way" aria-label={`Steps of “${trace.title}”`}>
        {trace.steps.map((step, index) => (
          <Step key={step.id} step={step} number={index + 1} />
        ))}
      </ol>
      {chosen ? (
        <StepLines key={chosen.id} step={chosen} />
      ) : (
        <p class="inside-hint">Choose a step to see what the program’s log says about it.</p>
      )}
    </>
  )
}
