import { signal } from '@preact/signals'
import type { Answer, Entities, EntityKind, Patch, ServerMessage } from '../protocol.ts'
import type { Requests } from '../server/requests.ts'

const NOTHING: Entities = {
  session: {},
  person: {},
  guild: {},
  channel: {},
  message: {},
  interaction: {},
  command: {},
  strava: {},
  athlete: {},
  activity: {},
  pushEvent: {},
  trace: {},
  logLine: {},
  program: {},
}

/** The current state of everything that the current person sees. */
export const entities = signal<Entities>(NOTHING)
export const isConnected = signal(false)
/** The interactions that this page started, newest last. */
export const startedInteractions = signal<readonly string[]>([])

/** Delay before reconnecting. Milliseconds. */
const RECONNECT_MS = 1000

/** Thrown by `request`, with the server's reason. */
export class RequestRefused extends Error {}

let socket: WebSocket | undefined
let lastNumber = 0
const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()

function applyPatch(patch: Patch): void {
  const next: Record<string, unknown> = { ...entities.value }
  for (const [kind, { set = {}, removed = [] }] of Object.entries(patch)) {
    const now: Record<string, unknown> = { ...entities.value[kind as EntityKind], ...set }
    for (const id of removed) delete now[id]
    next[kind] = now
  }
  entities.value = next as unknown as Entities
}

function applyAnswer({ answer, value, problem }: Answer): void {
  const asked = waiting.get(answer)
  waiting.delete(answer)
  const { interactionId } = (value ?? {}) as { interactionId?: string }
  if (interactionId) startedInteractions.value = [...startedInteractions.value, interactionId]
  if (problem === undefined) asked?.resolve(value)
  else asked?.reject(new RequestRefused(problem))
}

/** Connects, and reconnects whenever the connection ends. */
export function connect(): void {
  const opened = new WebSocket(new URL('/live', location.href.replace(/^http/, 'ws')))
  socket = opened
  opened.onopen = () => {
    entities.value = NOTHING
    isConnected.value = true
    const personId = sessionStorage.getItem('person')
    if (personId) void becomePerson(personId)
  }
  opened.onmessage = ({ data }) => {
    const message = JSON.parse(data) as ServerMessage
    if ('patch' in message) applyPatch(message.patch)
    else applyAnswer(message)
  }
  opened.onclose = () => {
    isConnected.value = false
    for (const { reject } of waiting.values()) reject(new RequestRefused('The playground has ended'))
    waiting.clear()
    setTimeout(connect, RECONNECT_MS)
  }
}

/** Sends a request to the server. Rejects with a RequestRefused that contains the reason. */
export function request<Name extends keyof Requests>(name: Name, parameters: Requests[Name]): Promise<unknown> {
  if (socket?.readyState !== WebSocket.OPEN) return Promise.reject(new RequestRefused('The playground has ended'))
  lastNumber += 1
  const number = lastNumber
  socket.send(JSON.stringify({ number, request: name, parameters }))
  return new Promise((resolve, reject) => waiting.set(number, { resolve, reject }))
}

/** Switches the page to this person's view. */
export async function becomePerson(personId: string): Promise<void> {
  sessionStorage.setItem('person', personId)
  await request('becomePerson', { personId })
}
