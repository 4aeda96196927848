import type { Log } from '../logger.ts'

/** Events after which the bot may be allowed what it was not. Discord sends them with the Guilds intent. */
const ACCESS_EVENTS = new Set([
  ...['CHANNEL_UPDATE', 'CHANNEL_DELETE', 'THREAD_UPDATE', 'THREAD_DELETE'],
  ...['GUILD_UPDATE', 'GUILD_ROLE_CREATE', 'GUILD_ROLE_UPDATE', 'GUILD_ROLE_DELETE'],
])

/** Of the bot's own member Discord tells without the intent for members, of others only with it. */
const MEMBER_EVENT = 'GUILD_MEMBER_UPDATE'

/** What belongs together comes within this time: somebody drags roles about, or edits a channel's permissions one by one. */
const SETTLE_MS = 1000

/** However much changes in a server, it is told so often at most. */
const MIN_INTERVAL_MS = 15_000

interface GatewayPacket {
  t?: string | null
  d?: { guild_id?: string; id?: string; user?: { id?: string } }
}

/** Watches for changed channels, threads, roles and of the bot's own member, and tells of each server in which there were any. */
export function createAccessChangeWatcher(options: {
  onChange: (guildId: string) => Promise<void>
  now: () => number
  log: Log
}) {
  const { onChange, now, log } = options
  const timers = new Map<string, NodeJS.Timeout>()
  const reportedAt = new Map<string, number>()

  function schedule(guildId: string): void {
    if (timers.has(guildId)) return
    const wait = Math.max(SETTLE_MS, (reportedAt.get(guildId) ?? 0) + MIN_INTERVAL_MS - now())
    const timer = setTimeout(() => {
      timers.delete(guildId)
      for (const [id, at] of reportedAt) if (now() - at >= MIN_INTERVAL_MS) reportedAt.delete(id)
      reportedAt.set(guildId, now())
      // The look at paused feeds that comes every minute finds it too.
      onChange(guildId).catch((error) => log.warn({ err: error, guildId }, 'a change in a server is not noted'))
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
