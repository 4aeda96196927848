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

/** Sends a message, and returns the error and the number of requests. */
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
  ['a response that is lost after the message was created', { dropAfter: true }],
] as const)('a message is not sent again after %s', async (_, failure) => {
  discord.failNext(5, failure)
  expect(await send()).toMatchObject({ kind: 'discord-down', sent: 1 })
})

test.each(['user', 'shared', 'global'] as const)(
  'a rate limit of the scope %s fails at once instead of waiting',
  async (scope) => {
    discord.failNext(5, { status: 429, scope, retryAfter: 30 })
    expect(await send()).toEqual({ kind: 'discord-limited', sent: 1 })
  },
)
