import { apiError, formError } from '../api-errors.ts'
import type { RecordedDiscordRequest } from '../discord-sandbox.ts'
import type { DiscordRoutes } from '../discord-server.ts'
import type { DiscordState } from '../discord-state.ts'
import { openDirectChannel } from '../public-channel.ts'
import { asObject } from '../request-body.ts'
import { serializeBot, serializeChannel, serializeUser } from '../serializers.ts'

const GATEWAY_CALL_LIMIT = { calls: 10, withinMs: 10_000 }

export function addUserRoutes(api: DiscordRoutes, state: DiscordState, requests: RecordedDiscordRequest[]): void {
  const gatewayUrl = () => state.baseUrl.replace('http', 'ws')
  api.get('/gateway', (c) => c.json({ url: gatewayUrl() }))
  api.get('/gateway/bot', (c) => {
    const since = state.now() - GATEWAY_CALL_LIMIT.withinMs
    const calls = requests.filter((one) => one.path === '/gateway/bot' && one.status === 200 && one.at > since)
    if (calls.length >= GATEWAY_CALL_LIMIT.calls) {
      state.complain(
        `GET /gateway/bot: called ${calls.length + 1} times within ${GATEWAY_CALL_LIMIT.withinMs / 1000} s`,
      )
    }
    const limit = { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 1 }
    return c.json({ url: gatewayUrl(), shards: state.recommendedShards, session_start_limit: limit })
  })
  api.get('/users/@me', (c) => c.json({ ...serializeBot(state), mfa_enabled: false, verified: true, email: null }))
  api.get('/users/@me/guilds', (c) => {
    const { limit = '200', after = '0' } = c.req.query()
    const guilds = [...state.guilds.values()]
      .filter((guild) => guild.botIn && BigInt(guild.id) > BigInt(after))
      .slice(0, Number(limit))
    return c.json(
      guilds.map(({ id, name }) => ({ id, name, icon: null, owner: false, permissions: '0', features: [] })),
    )
  })
  const application = () => ({
    id: state.applicationId,
    name: state.botName,
    icon: null,
    description: '',
    bot: serializeBot(state),
    bot_public: true,
    bot_require_code_grant: state.settings.requiresCodeGrant,
    verify_key: state.endpoint.publicKey,
    flags: state.settings.flags,
    approximate_guild_count: state.guilds.size,
    redirect_uris: [],
    interactions_endpoint_url: state.endpoint.url ?? null,
  })
  api.get('/applications/@me', (c) => c.json(application()))
  api.get('/oauth2/applications/@me', (c) => c.json(application()))
  api.get('/users/:id', (c) => {
    const id = c.req.param('id')
    const person = state.people.get(id)
    if (id === state.botUserId) return c.json(serializeBot(state))
    if (person === undefined) throw apiError('unknownUser')
    return c.json(serializeUser(person))
  })
  api.post('/users/@me/channels', (c) => {
    const recipient = asObject(c.get('incoming').json).recipient_id
    if (typeof recipient !== 'string') throw formError('recipient_id', 'BASE_TYPE_REQUIRED', 'This field is required')
    const person = state.people.get(recipient)
    if (person === undefined) throw apiError('unknownUser')
    return c.json(serializeChannel(state, openDirectChannel(state, person)))
  })
}
