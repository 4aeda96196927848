import type { DiscordSandbox } from '../../sandbox/discord/index.ts'

/** Discord refuses the next message, as it does if it is for somebody who accepts no direct messages. */
export function closeDirectMessages(discord: Pick<DiscordSandbox, 'failNext'>): void {
  discord.failNext(
    1,
    { code: 50007, status: 403 },
    ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
  )
}
