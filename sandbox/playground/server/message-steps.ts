import type { ProgramLine } from './program-log.ts'
import type { SandboxFacts, SeenMessage, SeenRequest } from './sandbox-facts.ts'

/** A change sent to Discord, as its sandbox received it. */
export interface SentChange {
  title: string
  at: number
  messageId?: string | undefined
  detail?: string | undefined
}

/** A request may arrive slightly before or after it is logged. Milliseconds. */
const TOLERANCE_MS = 5

const METHODS: Readonly<Record<string, { method: string; title: string }>> = {
  posted: { method: 'POST', title: 'Message sent' },
  asked: { method: 'POST', title: 'Question sent' },
  edited: { method: 'PATCH', title: 'Message edited' },
  deleted: { method: 'DELETE', title: 'Message deleted' },
}

const lastBetween = (requests: SeenRequest[], from: number, to: number, isIt: (one: SeenRequest) => boolean) =>
  requests.findLast((one) => one.at >= from - TOLERANCE_MS && one.at <= to + TOLERANCE_MS && isIt(one))

/** The message change of a decision; undefined if there is none. `since`: the start of its trace. */
export function changeOfDecision(line: ProgramLine, since: number, facts: SandboxFacts): SentChange | undefined {
  const how = METHODS[line.msg]
  if (!how) return undefined
  const messageId = typeof line.fields.messageId === 'string' ? line.fields.messageId : undefined
  const isAbout = ({ method, path }: SeenRequest) =>
    method === how.method &&
    (method === 'POST' ? /^\/channels\/\d+\/(messages|threads)$/.test(path) : path.endsWith(`/messages/${messageId}`))
  const request = lastBetween(facts.discordRequests, since, line.at, isAbout)
  return {
    title: how.title,
    at: request?.at ?? line.at,
    messageId,
    detail: request ? `Discord answered ${request.status}` : undefined,
  }
}

const TITLES = { sent: 'Answer sent', edited: 'Answer edited' } as const

const toChange = ({ id, at, change, onlyFor }: SeenMessage): SentChange => ({
  title: TITLES[change],
  at,
  messageId: id,
  detail: onlyFor ? `only ${onlyFor} sees it` : undefined,
})

/** The message changes that answer an interaction. `since`: the start of its job. */
export function changesOfAnswer(
  line: ProgramLine,
  since: number,
  interactionId: unknown,
  facts: SandboxFacts,
): SentChange[] {
  const seen = facts.interactions.find(({ id }) => id === interactionId)
  const isBetween = ({ at }: SeenMessage) => at >= since - TOLERANCE_MS && at <= line.at + TOLERANCE_MS
  const changes = seen?.messages.filter(isBetween) ?? []
  if (changes.length > 0) return changes.map(toChange)
  const isAnswer = ({ method, path }: SeenRequest) => method !== 'DELETE' && path.startsWith('/webhooks/')
  const request = lastBetween(facts.discordRequests, since, line.at, isAnswer)
  return [{ title: TITLES.sent, at: request?.at ?? line.at }]
}
