import type { DiscordSandbox } from '../../sandbox/discord/index.ts'

/** Discord rejects the next message, as if its recipient accepts no direct messages. */
export function closeDirectMessages(discord: Pick<DiscordSandbox, 'failNext'>): void {
  discord.failNext(
    1,
    { code: 50007, status: 403 },
    ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
  )
}
