import type { WebSocket } from 'ws'
import type { DiscordState, GuildRecord } from './discord-state.ts'
import type { Json } from './discord-types.ts'
import { serializeBot } from './serializers.ts'

export interface GatewaySession {
  id: string
  intents: number
  shard: [number, number]
  sequence: number
  sent: { op: 0; t: string; s: number; d: Json }[]
  socket: WebSocket | undefined
}

export const isOnShard = (session: GatewaySession, guildId: string): boolean =>
  Number((BigInt(guildId) >> 22n) % BigInt(session.shard[1])) === session.shard[0]

export const serializeReady = (state: DiscordState, session: GatewaySession, guilds: GuildRecord[]): Json => ({
  v: 10,
  user: { ...serializeBot(state), mfa_enabled: false, verified: true, email: null, flags: 0 },
  guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
  session_id: session.id,
  resume_gateway_url: state.baseUrl.replace('http', 'ws'),
  shard: session.shard,
  application: { id: state.applicationId, flags: 0 },
  private_channels: [],
  relationships: [],
  presences: [],
})

export function closeSocket(socket: WebSocket, code: number, reason: string): undefined {
  socket.close(code, reason)
}

export function parsePayload(raw: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(raw)
    return typeof value === 'object' && value !== null ? (value as Json) : undefined
  } catch {
    return undefined
  }
}
