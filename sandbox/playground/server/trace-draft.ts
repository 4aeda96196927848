import type { TraceStepKind, TraceStepView } from '../protocol.ts'
import type { ProgramLine } from './program-log.ts'
import type { SandboxFacts } from './sandbox-facts.ts'
import type { Origin } from './trace-origin.ts'

/** A step before sorting. `at` and `end` by the program's clock. */
export interface Step {
  kind: TraceStepKind
  title: string
  detail?: string | undefined
  at: number
  end?: number | undefined
  state: TraceStepView['state']
  lines: ProgramLine[]
  messageId?: string | undefined
}

/** A trace under construction; its lines are processed in order. */
export interface TraceDraft {
  lines: readonly ProgramLine[]
  origin: Origin
  facts: SandboxFacts
  steps: Step[]
  /** The latest started job. */
  job?: Step | undefined
  /** A token request that the next line explains. */
  tokenCall?: ProgramLine | undefined
}

/** Adds a step; its state is `done` by default. */
export function addStep(
  { steps }: TraceDraft,
  line: ProgramLine,
  step: Pick<Step, 'kind' | 'title'> & Partial<Step>,
): Step {
  const added: Step = { at: line.at, state: 'done', lines: [line], ...step }
  steps.push(added)
  return added
}

export const joinParts = (parts: (string | undefined)[]) => parts.filter((part) => part).join(' · ') || undefined

/** The error message in a log line. */
export function errorOf({ fields }: ProgramLine): string | undefined {
  const { message } = (fields.err ?? {}) as { message?: unknown }
  return typeof message === 'string' ? message : undefined
}
