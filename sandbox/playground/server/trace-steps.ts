import { addJobError, addQueued, endJob, startJob } from './job-steps.ts'
import { changeOfDecision, changesOfAnswer, type SentChange } from './message-steps.ts'
import type { ProgramLine } from './program-log.ts'
import type { SandboxFacts } from './sandbox-facts.ts'
import { addCall, addNoRead, addToken } from './strava-steps.ts'
import { addStep, joinParts, type Step, type TraceDraft } from './trace-draft.ts'
import type { Origin } from './trace-origin.ts'
import { explain, explainError } from './trace-words.ts'

type Rule = (draft: TraceDraft, line: ProgramLine) => unknown

const addDecision = (draft: TraceDraft, line: ProgramLine, verb: string, reason: unknown): Step =>
  addStep(draft, line, { kind: 'decision', title: `Decision: ${verb}`, detail: explain(String(reason)) })

const addMessage = (draft: TraceDraft, line: ProgramLine, change: SentChange) =>
  addStep(draft, line, { kind: 'message', ...change })

const addProblem = (draft: TraceDraft, line: ProgramLine, title: string, detail: string | undefined) =>
  addStep(draft, line, { kind: 'problem', title, detail, state: 'failed' })

function addAnswer(draft: TraceDraft, line: ProgramLine): void {
  const { origin, job, facts } = draft
  const { interactionId } = origin.lines[0]?.fields ?? {}
  for (const change of changesOfAnswer(line, job?.at ?? origin.at, interactionId, facts))
    addMessage(draft, line, change)
}

/** Adds a decision about an activity in a channel, and the resulting message. */
const addActivityDecision: Rule = (draft, line) => {
  const change = changeOfDecision(line, draft.job?.at ?? draft.origin.at, draft.facts)
  const channel = draft.facts.channels[String(line.fields.channelId)]
  const decision = addDecision(
    draft,
    line,
    channel ? `${line.msg} ${/asked$/.test(line.msg) ? 'about' : 'in'} #${channel}` : line.msg,
    line.fields.reason,
  )
  if (!change) return
  // The line is logged after both are done; the message comes second.
  decision.at = Math.min(decision.at, change.at)
  addMessage(draft, line, change)
}

const addRefusal: Rule = (draft, line) => {
  const failed = draft.lines.findLast(({ id, msg }) => msg === 'job failed' && id < line.id)
  const decision = addDecision(draft, line, 'refused', (failed && explainError(failed)) ?? line.fields.reason)
  decision.at = failed?.at ?? line.at
  addAnswer(draft, line)
}

const SHARING: Readonly<Record<string, string>> = { auto: 'post automatically', ask: 'ask me first', off: 'don’t post' }

const addLinked: Rule = (draft, line) => {
  if (draft.tokenCall) addToken(draft, line, 'Strava issued one after its consent page')
  addDecision(draft, line, 'connected', `They chose: ${SHARING[String(line.fields.share)] ?? line.fields.share}.`)
}

/** How each log line adds to its trace, by log message. */
const RULES: Readonly<Record<string, Rule>> = {
  'command queued': (draft, line) => addQueued(draft, line),
  'event queued'(draft, line) {
    if (line === draft.origin.lines[0]) addQueued(draft, line, 'the bot waits a moment, as more events may follow')
  },
  'merged into a waiting job': ({ steps, job }, line) => (job ?? steps.at(-1))?.lines.push(line),
  'event ignored': (draft, line) => addDecision(draft, line, 'nothing to do', line.fields.reason),
  'member linked': addLinked,
  'job started': startJob,
  'job ended': endJob,
  'attempt failed': addJobError,
  'job failed': addJobError,
  'using the stored access token': (draft, line) => addToken(draft, line, 'the stored one is still valid'),
  'refreshed the access token': (draft, line) => addToken(draft, line, 'Strava refreshed it'),
  'read from the cache': (draft, line) => addNoRead(draft, line, 'from the cache'),
  'shared a read with another command': (draft, line) => addNoRead(draft, line, 'shared with another command'),
  'response from Strava': addCall,
  'command answered': addAnswer,
  'command refused': addRefusal,
  'command not answered': (draft, line) => addProblem(draft, line, 'Not answered', String(line.fields.reason)),
  ...Object.fromEntries(
    [
      ...['posted', 'asked', 'approval withdrawn', 'edited', 'deleted', 'skipped'],
      ...['not posted', 'not asked', 'not edited', 'not deleted'],
    ].map((outcome) => [outcome, addActivityDecision]),
  ),
}

/** The steps of a trace, in log order. */
export function stepsOf(lines: readonly ProgramLine[], origin: Origin, facts: SandboxFacts): Step[] {
  const draft: TraceDraft = { lines, origin, facts, steps: [] }
  for (const line of lines) {
    const rule = RULES[line.msg]
    if (rule) rule(draft, line)
    else if (line.level >= 40) addProblem(draft, line, 'Problem', joinParts([line.msg, explainError(line)]))
    else draft.job?.lines.push(line)
  }
  return draft.steps
}
