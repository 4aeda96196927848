import { asObject } from '../body.ts'
import { openDirectChannel } from '../channel.ts'
import type { RecordedRequest } from '../control.ts'
import { formError, refuse } from '../errors.ts'
import type { Api } from '../server.ts'
import { botShape, channelShape, userShape } from '../shapes.ts'
import type { World } from '../world.ts'

const hammering = { calls: 10, withinMs: 10_000 }

export function addUserRoutes(api: Api, world: World, requests: RecordedRequest[]): void {
  const gatewayUrl = () => world.baseUrl.replace('http', 'ws')
  api.get('/gateway', (c) => c.json({ url: gatewayUrl() }))
  api.get('/gateway/bot', (c) => {
    const since = world.now() - hammering.withinMs
    const calls = requests.filter((one) => one.path === '/gateway/bot' && one.status === 200 && one.at > since)
    if (calls.length >= hammering.calls) {
      world.complain(`GET /gateway/bot: called ${calls.length + 1} times within ${hammering.withinMs / 1000} s`)
    }
    const limit = { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 1 }
    return c.json({ url: gatewayUrl(), shards: 1, session_start_limit: limit })
  })
  api.get('/users/@me', (c) => c.json({ ...botShape(world), mfa_enabled: false, verified: true, email: null }))
  api.get('/users/@me/guilds', (c) => {
    const guilds = [...world.guilds.values()].filter((guild) => guild.botIn)
    return c.json(
      guilds.map(({ id, name }) => ({ id, name, icon: null, owner: false, permissions: '0', features: [] })),
    )
  })
  const application = () => ({
    id: world.applicationId,
    name: world.botName,
    icon: null,
    description: '',
    bot: botShape(world),
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: 0,
    approximate_guild_count: world.guilds.size,
    redirect_uris: [],
    interactions_endpoint_url: null,
  })
  api.get('/applications/@me', (c) => c.json(application()))
  api.get('/oauth2/applications/@me', (c) => c.json(application()))
  api.get('/users/:id', (c) => {
    const id = c.req.param('id')
    const person = world.people.get(id)
    if (id === world.botUserId) return c.json(botShape(world))
    if (person === undefined) throw refuse('unknownUser')
    return c.json(userShape(person))
  })
  api.post('/users/@me/channels', (c) => {
    const recipient = asObject(c.get('incoming').json).recipient_id
    if (typeof recipient !== 'string') throw formError('recipient_id', 'BASE_TYPE_REQUIRED', 'This field is required')
    const person = world.people.get(recipient)
    if (person === undefined) throw refuse('unknownUser')
    return c.json(channelShape(world, openDirectChannel(world, person)))
  })
}
