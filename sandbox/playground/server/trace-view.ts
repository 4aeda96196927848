import type { TraceOrigin, TraceStepKind, TraceStepView, TraceView } from '../protocol.ts'
import type { SandboxFacts } from './sandbox-facts.ts'
import type { Step } from './trace-draft.ts'
import type { TraceGroup } from './trace-groups.ts'
import { type Origin, originOf } from './trace-origin.ts'
import { stepsOf } from './trace-steps.ts'

/** The order of steps within the same millisecond. */
const ORDER: readonly TraceStepKind[] = [
  ...(['command', 'event', 'page', 'schedule', 'acknowledged', 'problem', 'queued', 'job'] as const),
  ...(['token', 'read', 'decision', 'message'] as const),
]

const FIRST_STEPS: Readonly<Record<TraceOrigin, string>> = {
  command: 'Command',
  event: 'Event from Strava',
  page: 'Connect page',
  schedule: 'Background job',
}

const inOrder = (one: Step, other: Step) => one.at - other.at || ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind)

/** The first response, which Discord requires within three seconds, as its sandbox recorded it. */
function acknowledgement({ lines: [line] }: Origin, { discordRequests }: SandboxFacts): Step[] {
  const prefix = `/interactions/${line?.fields.interactionId}/`
  const seen = discordRequests.find(({ path }) => path.startsWith(prefix))
  if (!line || !seen) return []
  const state = seen.status >= 400 || seen.status === 0 ? 'failed' : 'done'
  const detail =
    state === 'done' ? 'the bot answered Discord in time, within three seconds' : `Discord answered ${seen.status}`
  return [{ kind: 'acknowledged', title: 'Acknowledged', detail, at: seen.at, state, lines: [line] }]
}

function toView({ kind, title, detail, at, end, state, lines }: Step, index: number, start: number): TraceStepView {
  return {
    id: String(index),
    ...{ kind, title, detail, state },
    atMs: Math.max(at - start, 0),
    durationMs: end === undefined ? undefined : Math.max(end - at, 0),
    lineIds: [...new Set(lines.map(({ id }) => String(id)))],
  }
}

/** A problem no longer counts if a retry of the job succeeded. */
function stateOf(steps: Step[]): TraceView['state'] {
  if (steps.some(({ state }) => state === 'running')) return 'running'
  const last = steps.findLast(({ kind }) => kind === 'job') ?? steps.at(-1)
  return last?.state === 'failed' ? 'failed' : 'done'
}

/** The trace of a command or event, from the program's log and the sandboxes' records. */
export function toTrace({ id, lines }: TraceGroup, facts: SandboxFacts): TraceView {
  const origin = originOf(lines, facts)
  const { kind, title, detail } = origin
  const first: Step = { kind, title: FIRST_STEPS[kind], detail, at: origin.at, state: 'done', lines: origin.lines }
  const others = [...acknowledgement(origin, facts), ...stepsOf(lines, origin, facts)]
  const steps = [first, ...others.map((step) => ({ ...step, at: Math.max(step.at, origin.at) })).toSorted(inOrder)]
  const ends = steps.map(({ at, end = at }) => end)
  return {
    ...{ id, title, origin: kind },
    startedAt: origin.at,
    durationMs: Math.max(...ends) - origin.at,
    state: stateOf(steps),
    steps: steps.map((step, index) => toView(step, index, origin.at)),
    messageIds: [...new Set(steps.flatMap(({ messageId }) => messageId ?? []))],
  }
}
