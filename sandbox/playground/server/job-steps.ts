import type { ProgramLine } from './program-log.ts'
import { addNoRead } from './strava-steps.ts'
import { addStep, joinParts, type Step, type TraceDraft } from './trace-draft.ts'
import { explainError, jobSentence } from './trace-words.ts'

/** The outcomes of jobs that didn't simply complete. */
const OUTCOMES: Readonly<Record<string, Pick<Step, 'state'> & { detail: string }>> = {
  retry: { state: 'failed', detail: 'it failed, and will be retried' },
  wait: { state: 'done', detail: 'it continues later' },
  failed: { state: 'failed', detail: 'it failed' },
  expired: { state: 'failed', detail: 'nobody is waiting for it any more' },
  unknown: { state: 'failed', detail: 'this program doesn’t know this job' },
}

const goesOn = (outcome: unknown) => outcome === 'retry' || outcome === 'wait'

export function addQueued(draft: TraceDraft, line: ProgramLine, detail?: string): void {
  // A job may start before its queueing is logged.
  const [job] = draft.steps
  const begun = job?.kind === 'job' ? { at: job.at, end: job.at, state: 'done' as const } : {}
  addStep(draft, line, { kind: 'queued', title: 'Queued', detail, state: 'running', ...begun })
}

export function startJob(draft: TraceDraft, line: ProgramLine): void {
  const { job, waited, attempt, queue } = line.fields
  const queued = draft.steps.findLast(({ kind, state }) => kind === 'queued' && state === 'running')
  if (queued) Object.assign(queued, { end: line.at, state: 'done' })
  const detail = joinParts([
    jobSentence(String(job)),
    typeof waited === 'number' ? `it waited ${waited} ms in the queue “${queue}”` : undefined,
    Number(attempt) > 1 ? `attempt ${attempt}` : undefined,
  ])
  draft.job = addStep(draft, line, { kind: 'job', title: `Job ${job}`, detail, state: 'running' })
}

const isOf = ({ fields }: ProgramLine) => {
  const isSame = (line: ProgramLine) => line.fields.jobId === fields.jobId && line.fields.attempt === fields.attempt
  return ({ kind, lines: [first] }: Step) => kind === 'job' && first !== undefined && isSame(first)
}

export function endJob(draft: TraceDraft, line: ProgramLine): void {
  const ended = draft.steps.findLast(isOf(line))
  if (!ended) return
  const { outcome } = line.fields
  const how = OUTCOMES[String(outcome)]
  const isAlone = draft.steps.every((step) => step === ended || (step.kind !== 'job' && step.kind !== 'read'))
  if (isAlone && draft.origin.kind !== 'page') addNoRead(draft, line, 'no request to Strava').at = ended.at
  ended.lines.push(line)
  ended.end = line.at
  ended.state = how?.state ?? 'done'
  ended.detail = joinParts([ended.detail, how?.detail])
  if (goesOn(outcome))
    addStep(draft, line, { kind: 'queued', title: 'Waiting', detail: 'for the next attempt', state: 'running' })
}

export function addJobError(draft: TraceDraft, line: ProgramLine): void {
  draft.job?.lines.push(line)
  // A refusal is logged in a later line.
  if (draft.lines.some(({ id, msg }) => id > line.id && msg === 'command refused')) return
  const next = goesOn(line.fields.decision) ? 'it will be retried later' : 'it won’t be retried'
  const detail = joinParts([explainError(line), next])
  addStep(draft, line, { kind: 'problem', title: 'Failed', detail, state: 'failed' })
}
