import { Routes } from 'discord-api-types/v10'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDiscord, type DiscordSandbox } from '../../sandbox/discord/index.ts'
import { toDiscordError } from '../../src/discord/discord-errors.ts'
import { createRest } from '../../src/discord/rest.ts'

const token = 'aW52ZW50ZWQ.bot.token'
let discord: DiscordSandbox

beforeEach(async () => {
  discord = await createDiscord({ token })
})
afterEach(() => discord.close())

/** Sends a message once, and answers what went wrong, and how often it was sent. */
async function send(): Promise<{ kind: string; sent: number }> {
  const channel = discord.addGuild({ name: 'Invented Wheelers' }).addChannel({ name: 'activities' })
  const rest = createRest({ apiUrl: discord.apiUrl, token })
  const path = Routes.channelMessages(channel.id)
  const thrown: unknown = await rest.post(path, { body: { content: 'x' } }).then(
    () => undefined,
    (error) => error,
  )
  const sent = discord.requests.filter((request) => request.method === 'POST' && request.path.endsWith(path)).length
  const { kind } = toDiscordError(thrown, { authorized: true, now: Date.now() })
  return { kind, sent }
}

test.each([
  ['503', { status: 503 }],
  ['500', { status: 500 }],
  ['a dropped connection', { drop: true }],
  ['an answer that is lost after the work was done', { dropAfter: true }],
] as const)('what Discord answers with %s is sent once', async (_, how) => {
  discord.failNext(5, how)
  expect(await send()).toMatchObject({ kind: 'discord-down', sent: 1 })
})

test.each(['user', 'shared', 'global'] as const)(
  'a limit of the scope %s is told at once, not waited for',
  async (scope) => {
    discord.failNext(5, { status: 429, scope, retryAfter: 30 })
    expect(await send()).toEqual({ kind: 'discord-limited', sent: 1 })
  },
)
