import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { SessionCounts } from './discord-sandbox.ts'
import type { DiscordState } from './discord-state.ts'
import type { Json } from './discord-types.ts'
import { closeSocket, type GatewaySession, isOnShard, parsePayload, serializeReady } from './gateway-session.ts'
import { serializeGuildCreate } from './serialize-guild.ts'

const guildsIntent = 1 << 0
const privilegedIntents = (1 << 1) | (1 << 8) | (1 << 15)

export interface GatewayServer {
  sessions: SessionCounts
  isReady(): boolean
  forEachSocket(act: (socket: WebSocket) => void): void
  /** Tells every session that it ended and cannot be resumed. */
  invalidate(): void
  close(): void
}

export interface GatewayServerOptions {
  heartbeatMs: number
  /** Whether the application may request members, presences and message content. */
  privileged: boolean
}

/** Discord's gateway: https://docs.discord.com/developers/events/gateway */
export function createGatewayServer(state: DiscordState, server: Server, options: GatewayServerOptions): GatewayServer {
  const sockets = new WebSocketServer({ server })
  const activeSessions = new Map<string, GatewaySession>()
  const counts: SessionCounts = { identifies: 0, resumes: 0, heartbeats: 0 }

  const send = (session: GatewaySession, event: string, data: Json) => {
    session.sequence += 1
    const payload = { op: 0 as const, t: event, s: session.sequence, d: data }
    session.sent.push(payload)
    session.socket?.send(JSON.stringify(payload))
  }

  state.dispatch = (event, data, to = {}) => {
    for (const session of activeSessions.values()) {
      if (to.intent !== undefined && (session.intents & to.intent) === 0) continue
      if (to.guildId === undefined ? session.shard[0] !== 0 : !isOnShard(session, to.guildId)) continue
      send(session, event, data)
    }
  }

  const identify = (socket: WebSocket, data: Json): GatewaySession | undefined => {
    const intents = Number(data.intents)
    if (data.token !== state.token) return closeSocket(socket, 4004, 'Authentication failed.')
    if (!Number.isInteger(intents)) return closeSocket(socket, 4013, 'Invalid intent(s).')
    if ((intents & privilegedIntents) !== 0 && !options.privileged)
      return closeSocket(socket, 4014, 'Disallowed intent(s).')
    const shard = Array.isArray(data.shard) ? (data.shard as [number, number]) : ([0, 1] as [number, number])
    if (!(shard[0] < shard[1])) return closeSocket(socket, 4010, 'Invalid shard.')
    counts.identifies += 1
    const id = `session${state.id()}`
    const session: GatewaySession = { id, intents, shard, sequence: 0, sent: [], socket }
    activeSessions.set(session.id, session)
    const guilds = [...state.guilds.values()].filter((guild) => guild.botIn && isOnShard(session, guild.id))
    send(session, 'READY', serializeReady(state, session, guilds))
    if ((intents & guildsIntent) !== 0) {
      for (const guild of guilds) send(session, 'GUILD_CREATE', serializeGuildCreate(state, guild))
    }
    return session
  }

  const resume = (socket: WebSocket, data: Json): GatewaySession | undefined => {
    if (data.token !== state.token) return closeSocket(socket, 4004, 'Authentication failed.')
    const session = activeSessions.get(String(data.session_id))
    const after = Number(data.seq)
    if (session === undefined || !(after <= session.sequence)) {
      socket.send(JSON.stringify({ op: 9, d: false, s: null, t: null }))
      return undefined
    }
    counts.resumes += 1
    session.socket?.terminate()
    session.socket = socket
    for (const payload of session.sent.filter((one) => one.s > after)) socket.send(JSON.stringify(payload))
    send(session, 'RESUMED', {})
    return session
  }

  sockets.on('connection', (socket, request) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams
    if (query.get('v') !== '10') return closeSocket(socket, 4012, 'Invalid API version.')
    let session: GatewaySession | undefined
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: options.heartbeatMs }, s: null, t: null }))
    socket.on('error', () => {})
    socket.on('close', (code) => {
      if (session?.socket !== socket) return
      session.socket = undefined
      if (code === 1000 || code === 1001) activeSessions.delete(session.id)
      state.waiters.notify()
    })
    socket.on('message', (raw) => {
      const payload = parsePayload(String(raw))
      if (payload === undefined) return closeSocket(socket, 4002, 'Error while decoding payload.')
      const data = (payload.d ?? {}) as Json
      if (payload.op === 1) {
        counts.heartbeats += 1
        socket.send(JSON.stringify({ op: 11, s: null, t: null, d: null }))
      } else if (payload.op === 2 || payload.op === 6) {
        if (session !== undefined) return closeSocket(socket, 4005, 'Already authenticated.')
        session = payload.op === 2 ? identify(socket, data) : resume(socket, data)
      } else if (session === undefined) return closeSocket(socket, 4003, 'Not authenticated.')
      else if (![3, 4, 8, 31].includes(Number(payload.op))) return closeSocket(socket, 4001, 'Unknown opcode.')
      state.waiters.notify()
    })
  })

  return {
    sessions: counts,
    isReady: () => [...activeSessions.values()].some((session) => session.socket !== undefined),
    forEachSocket(act) {
      for (const session of [...activeSessions.values()]) if (session.socket !== undefined) act(session.socket)
    },
    invalidate() {
      const over = [...activeSessions.values()]
      activeSessions.clear()
      for (const session of over) session.socket?.send(JSON.stringify({ op: 9, d: false, s: null, t: null }))
    },
    close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}
