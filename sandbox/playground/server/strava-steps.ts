import type { ProgramLine } from './program-log.ts'
import { addStep, joinParts, type TraceDraft } from './trace-draft.ts'

/** The program and the sandbox share a clock, but read it at slightly different times. Milliseconds. */
const TOLERANCE_MS = 5

const beginOf = ({ at, fields }: ProgramLine) => at - Number(fields.duration)

/** The maximum number of characters of a path in a step. */
const MAX_PATH_LENGTH = 60

const shorten = (path: string) => (path.length > MAX_PATH_LENGTH ? `${path.slice(0, MAX_PATH_LENGTH - 1)}…` : path)

/** The request as Strava's sandbox recorded it. */
function findRequest(line: ProgramLine, { facts }: TraceDraft): string | undefined {
  const { status, endpoint } = line.fields
  const [method, template = ''] = String(endpoint).split(' ')
  const pattern = new RegExp(`${template.replace('{id}', '\\d+')}$`)
  const seen = facts.stravaRequests.findLast(
    (one) =>
      one.status === status &&
      one.method === method &&
      one.at >= beginOf(line) - TOLERANCE_MS &&
      one.at <= line.at + TOLERANCE_MS &&
      pattern.test(one.path.split('?')[0] ?? ''),
  )
  return seen && `${seen.method} ${shorten(decodeURIComponent(seen.path.replace('/api/v3', '')))}`
}

/** Adds a call of Strava's API; keeps a token request for the next line, which explains it. */
export function addCall(draft: TraceDraft, line: ProgramLine): void {
  const { endpoint, status } = line.fields
  if (!String(endpoint).startsWith('GET ')) {
    draft.tokenCall = line
    return
  }
  const isFailed = Number(status) === 0 || Number(status) >= 400
  const answer = status === 0 ? 'no answer' : `status ${status}`
  addStep(draft, line, {
    kind: 'read',
    title: isFailed ? 'Read failed' : 'Read from Strava',
    detail: joinParts([findRequest(line, draft) ?? String(endpoint), answer]),
    at: beginOf(line),
    end: line.at,
    state: isFailed ? 'failed' : 'done',
  })
}

/** A token used by several reads is a single step. */
export function addToken(draft: TraceDraft, line: ProgramLine, detail: string): void {
  const call = draft.tokenCall
  draft.tokenCall = undefined
  const known = draft.steps.find((step) => step.kind === 'token' && step.detail === detail)
  if (known && !call) known.lines.push(line)
  else if (call)
    addStep(draft, line, {
      kind: 'token',
      title: 'Token',
      detail,
      at: beginOf(call),
      end: call.at,
      lines: [call, line],
    })
  else addStep(draft, line, { kind: 'token', title: 'Token', detail })
}

export const addNoRead = (draft: TraceDraft, line: ProgramLine, detail: string) =>
  addStep(draft, line, { kind: 'read', title: 'No read', detail })
