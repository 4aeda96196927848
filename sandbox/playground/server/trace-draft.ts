import type { TraceStepKind, TraceStepView } from '../protocol.ts'
import type { ProgramLine } from './program-log.ts'
import type { SandboxFacts } from './sandbox-facts.ts'
import type { Origin } from './trace-origin.ts'

/** A step before it has its place. `at` and `end` by the program's clock. */
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

/** A trace while its lines are read one after the other. */
export interface TraceDraft {
  lines: readonly ProgramLine[]
  origin: Origin
  facts: SandboxFacts
  steps: Step[]
  /** The job that began last. */
  job?: Step | undefined
  /** A call for a token that the next line is about. */
  tokenCall?: ProgramLine | undefined
}

/** Adds a step; one that is done unless it says otherwise. */
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

/** The message of the error in a line. */
export function errorOf({ fields }: ProgramLine): string | undefined {
  const { message } = (fields.err ?? {}) as { message?: unknown }
  return typeof message === 'string' ? message : undefined
}
