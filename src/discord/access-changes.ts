import type { Log } from '../logger.ts'

/** Events that may change the bot's permissions. Discord sends them with the Guilds intent. */
const ACCESS_EVENTS = new Set([
  ...['CHANNEL_UPDATE', 'CHANNEL_DELETE', 'THREAD_UPDATE', 'THREAD_DELETE'],
  ...['GUILD_UPDATE', 'GUILD_ROLE_CREATE', 'GUILD_ROLE_UPDATE', 'GUILD_ROLE_DELETE'],
])

/** Without the members intent, Discord sends this only for the bot's own member. */
const MEMBER_EVENT = 'GUILD_MEMBER_UPDATE'

/** Minimum pause between two reports about a server. Milliseconds. */
const MIN_INTERVAL_MS = 15_000

interface GatewayPacket {
  t?: string | null
  d?: { guild_id?: string; id?: string; user?: { id?: string } }
}

/** Watches for changes of channels, threads, roles and the bot's own member, and reports each server with changes. */
export function createAccessChangeWatcher(options: {
  onChange: (guildId: string) => Promise<void>
  /** Changes that belong together arrive within this time, such as while an admin edits permissions one by one. */
  settleMs: number
  now: () => number
  log: Log
}) {
  const { onChange, settleMs, now, log } = options
  const timers = new Map<string, NodeJS.Timeout>()
  const reportedAt = new Map<string, number>()

  function schedule(guildId: string): void {
    if (timers.has(guildId)) return
    const wait = Math.max(settleMs, (reportedAt.get(guildId) ?? 0) + MIN_INTERVAL_MS - now())
    const timer = setTimeout(() => {
      timers.delete(guildId)
      for (const [id, at] of reportedAt) if (now() - at >= MIN_INTERVAL_MS) reportedAt.delete(id)
      reportedAt.set(guildId, now())
      // The check of paused feeds, every minute, finds it too.
      onChange(guildId).catch((error) => log.warn({ err: error, guildId }, 'could not queue a check of paused feeds'))
    }, wait)
    timers.set(guildId, timer)
  }

  return {
    handlePacket({ t, d }: GatewayPacket, ownId: string | undefined): void {
      const isOwnMember = t === MEMBER_EVENT && d?.user?.id === ownId
      if (!t || !(ACCESS_EVENTS.has(t) || isOwnMember)) return
      const guildId = t === 'GUILD_UPDATE' ? d?.id : d?.guild_id
      if (guildId) schedule(guildId)
    },

    stop(): void {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
