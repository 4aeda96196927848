import { computed, signal } from '@preact/signals'
import type { TraceView } from '../../protocol.ts'
import { entities } from '../connection.ts'
import { isInsideOpen, phoneView } from '../shell/shell-state.ts'

export type InsideTab = 'way' | 'figures' | 'log'

export const insideTab = signal<InsideTab>('way')

/** The chosen trace; undefined: always the latest. */
export const chosenTraceId = signal<string | undefined>(undefined)

/** The step whose log lines are shown. */
export const chosenStepId = signal<string | undefined>(undefined)

/** Newest first. */
export const traces = computed((): TraceView[] =>
  Object.values(entities.value.trace).sort((one, other) => other.startedAt - one.startedAt),
)

/** The latest trace that a person or Strava started. */
export const lastTrace = computed(() => traces.value.find(({ origin }) => origin !== 'schedule'))

export const shownTrace = computed(
  () => traces.value.find(({ id }) => id === chosenTraceId.value) ?? lastTrace.value ?? traces.value[0],
)

export const program = computed(() => entities.value.program.program)

export function chooseTrace(id: string | undefined): void {
  chosenTraceId.value = id
  chosenStepId.value = undefined
}

const traceOf = (messageId: string) => traces.value.find(({ messageIds }) => messageIds.includes(messageId))

/** Whether a message's trace is still available; old traces are dropped. */
export const hasTrace = (messageId: string): boolean => traceOf(messageId) !== undefined

/** Shows the trace of a message's current state. */
export function showTraceOf(messageId: string): void {
  const trace = traceOf(messageId)
  if (!trace) return
  chooseTrace(trace.id)
  insideTab.value = 'way'
  isInsideOpen.value = true
  if (matchMedia('(width < 700px)').matches) phoneView.value = 'inside'
}
