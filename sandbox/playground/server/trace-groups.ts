import type { ProgramLine } from './program-log.ts'

/** The log lines of one command or event, in order. */
export interface TraceGroup {
  id: string
  lines: ProgramLine[]
}

/** The maximum numbers of traces and of lines in each. */
const TRACES_KEPT = 30
const LINES_KEPT = 200

/** Lines that claim the preceding Strava call, which is logged without a trace id because several jobs may share it. */
const CLAIMS: Readonly<Record<string, string>> = {
  'member linked': 'POST /oauth/token code',
  'refreshed the access token': 'POST /oauth/token refresh',
  'the member has to link again': 'POST /oauth/token refresh',
}
const CLAIM_MS = 5000

/** Background work that has done nothing so far; it is hidden. */
const isRoutine = ({ lines }: TraceGroup) =>
  lines.every(({ level, msg }) => level <= 30 && (msg === 'job started' || msg === 'job ended'))

/** Groups lines by correlation id; an event merged into a waiting job joins that job's group. */
export function createTraceGroups() {
  const groups = new Map<string, TraceGroup>()
  let unclaimed: ProgramLine | undefined

  function groupOf(id: string): TraceGroup {
    const group = groups.get(id) ?? { id, lines: [] }
    groups.set(id, group)
    return group
  }

  function add(id: string, line: ProgramLine): TraceGroup {
    const group = groupOf(id)
    const endpoint = CLAIMS[line.msg]
    if (endpoint && unclaimed?.fields.endpoint === endpoint && line.at - unclaimed.at < CLAIM_MS) {
      group.lines.push(unclaimed)
      unclaimed = undefined
    }
    if (group.lines.length < LINES_KEPT) group.lines.push(line)
    return group
  }

  /** Merges an event's group into another, unless a job has already started for it. */
  function merge(id: string, into: string): TraceGroup | undefined {
    const [from, target] = [groups.get(id), groups.get(into)]
    if (!from || !target || from.lines.some(({ msg }) => msg === 'job started')) return undefined
    groups.delete(id)
    target.lines = [...target.lines, ...from.lines].toSorted((one, other) => one.id - other.id).slice(0, LINES_KEPT)
    return target
  }

  function take(line: ProgramLine): TraceGroup | undefined {
    const { id, msg, correlationId, fields } = line
    if (msg === 'event ignored') return add(`line-${id}`, line)
    if (correlationId === undefined) {
      if (msg === 'response from Strava') unclaimed = line
      return undefined
    }
    const group = add(correlationId, line)
    if (msg !== 'merged into a waiting job') return group
    return merge(correlationId, String(fields.joinedCorrelationId)) ?? group
  }

  /** Routine groups have their own limit: they are kept because they may still turn out to do something. */
  function forgetOldest() {
    const all = [...groups.values()]
    const routine = all.filter(isRoutine)
    const others = all.filter((group) => !routine.includes(group))
    for (const { id } of [...routine.slice(0, -TRACES_KEPT), ...others.slice(0, -TRACES_KEPT)]) groups.delete(id)
  }

  return {
    /** Returns the groups that changed. */
    add(lines: readonly ProgramLine[]): TraceGroup[] {
      const changed = new Set(lines.flatMap((line) => take(line) ?? []))
      forgetOldest()
      return [...changed].filter(({ id }) => groups.has(id))
    },
    /** Oldest first. */
    all: (): TraceGroup[] => [...groups.values()].filter((group) => !isRoutine(group)),
  }
}
