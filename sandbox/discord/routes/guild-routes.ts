import { apiError } from '../api-errors.ts'
import type { DiscordRoutes } from '../discord-server.ts'
import type { DiscordState, GuildRecord } from '../discord-state.ts'
import { serializeGuild } from '../serialize-guild.ts'
import { serializeBotMember, serializeChannel, serializeMember, serializeRoles } from '../serializers.ts'

export function findGuild(state: DiscordState, id: string): GuildRecord {
  const guild = state.guilds.get(id)
  if (guild === undefined) throw apiError('unknownGuild')
  if (!guild.botIn) throw apiError('missingAccess')
  return guild
}

export function addGuildRoutes(api: DiscordRoutes, state: DiscordState): void {
  api.get('/guilds/:guild', (c) => c.json(serializeGuild(state, findGuild(state, c.req.param('guild')))))
  api.get('/guilds/:guild/roles', (c) => c.json(serializeRoles(state, findGuild(state, c.req.param('guild')))))
  api.get('/guilds/:guild/channels', (c) => {
    const { channels } = findGuild(state, c.req.param('guild'))
    return c.json(channels.filter((one) => one.type !== 'thread').map((one) => serializeChannel(state, one)))
  })
  api.get('/guilds/:guild/threads/active', (c) => {
    const { channels } = findGuild(state, c.req.param('guild'))
    const threads = channels.filter((one) => one.type === 'thread').map((one) => serializeChannel(state, one))
    return c.json({ threads, members: [] })
  })
  api.get('/guilds/:guild/members/:user', (c) => {
    const guild = findGuild(state, c.req.param('guild'))
    const user = c.req.param('user')
    if (user === state.botUserId || user === '@me') return c.json(serializeBotMember(state, guild))
    const member = guild.members.get(user)
    if (member === undefined) throw apiError(state.people.has(user) ? 'unknownMember' : 'unknownUser')
    return c.json(serializeMember(member))
  })
}
