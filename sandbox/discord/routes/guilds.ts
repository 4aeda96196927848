import { refuse } from '../errors.ts'
import { guildShape } from '../guildShape.ts'
import type { Api } from '../server.ts'
import { botMemberShape, channelShape, memberShape, roleShapes } from '../shapes.ts'
import type { GuildRecord, World } from '../world.ts'

export function guildOf(world: World, id: string): GuildRecord {
  const guild = world.guilds.get(id)
  if (guild === undefined) throw refuse('unknownGuild')
  if (!guild.botIn) throw refuse('missingAccess')
  return guild
}

export function addGuildRoutes(api: Api, world: World): void {
  api.get('/guilds/:guild', (c) => c.json(guildShape(world, guildOf(world, c.req.param('guild')))))
  api.get('/guilds/:guild/roles', (c) => c.json(roleShapes(world, guildOf(world, c.req.param('guild')))))
  api.get('/guilds/:guild/channels', (c) => {
    const { channels } = guildOf(world, c.req.param('guild'))
    return c.json(channels.filter((one) => one.type !== 'thread').map((one) => channelShape(world, one)))
  })
  api.get('/guilds/:guild/threads/active', (c) => {
    const { channels } = guildOf(world, c.req.param('guild'))
    const threads = channels.filter((one) => one.type === 'thread').map((one) => channelShape(world, one))
    return c.json({ threads, members: [] })
  })
  api.get('/guilds/:guild/members/:user', (c) => {
    const guild = guildOf(world, c.req.param('guild'))
    const user = c.req.param('user')
    if (user === world.botUserId || user === '@me') return c.json(botMemberShape(world, guild))
    const member = guild.members.get(user)
    if (member === undefined) throw refuse(world.people.has(user) ? 'unknownMember' : 'unknownUser')
    return c.json(memberShape(member))
  })
}
