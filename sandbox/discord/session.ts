import type { WebSocket } from 'ws'
import { botShape } from './shapes.ts'
import type { Json } from './types.ts'
import type { GuildRecord, World } from './world.ts'

export interface Session {
  id: string
  intents: number
  shard: [number, number]
  sequence: number
  sent: { op: 0; t: string; s: number; d: Json }[]
  socket: WebSocket | undefined
}

export const isOnShard = (session: Session, guildId: string): boolean =>
  Number((BigInt(guildId) >> 22n) % BigInt(session.shard[1])) === session.shard[0]

export const readyShape = (world: World, session: Session, guilds: GuildRecord[]): Json => ({
  v: 10,
  user: { ...botShape(world), mfa_enabled: false, verified: true, email: null, flags: 0 },
  guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
  session_id: session.id,
  resume_gateway_url: world.baseUrl.replace('http', 'ws'),
  shard: session.shard,
  application: { id: world.applicationId, flags: 0 },
  private_channels: [],
  relationships: [],
  presences: [],
})

export function refuse(socket: WebSocket, code: number, reason: string): undefined {
  socket.close(code, reason)
}

export function parse(raw: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(raw)
    return typeof value === 'object' && value !== null ? (value as Json) : undefined
  } catch {
    return undefined
  }
}
