import { z } from 'zod'
import { asObject } from '../body.ts'
import { addChannel, announceChannel } from '../channel.ts'
import { refuse } from '../errors.ts'
import { messageShape } from '../messageShape.ts'
import { channelFor } from '../reach.ts'
import { readForm } from '../rules/form.ts'
import type { Api } from '../server.ts'
import { channelShape } from '../shapes.ts'
import type { World } from '../world.ts'
import { checkFiles, postMessage } from './messages.ts'

const threadForm = z.looseObject({
  name: z.string().min(1).max(100),
  auto_archive_duration: z.union([z.literal(60), z.literal(1440), z.literal(4320), z.literal(10080)]).nullish(),
  type: z.number().int().nullish(),
})

export function addChannelRoutes(api: Api, world: World): void {
  api.get('/channels/:channel', (c) => c.json(channelShape(world, channelFor(world, c.req.param('channel')))))
  api.post('/channels/:channel/typing', (c) => {
    channelFor(world, c.req.param('channel'), 'SendMessages')
    return c.body(null, 204)
  })
  api.post('/channels/:channel/threads', (c) => {
    const parent = channelFor(world, c.req.param('channel'))
    const { json, files } = c.get('incoming')
    const form = readForm(threadForm, json)
    if (parent.guild === undefined || parent.type === 'thread') throw refuse('wrongChannelType')
    const inForum = parent.type === 'forum'
    channelFor(world, parent.id, inForum ? 'SendMessages' : 'CreatePublicThreads')
    if (inForum) checkFiles(parent, files)
    const thread = addChannel(world, parent.guild, { name: form.name, type: 'thread', parent })
    if (!inForum) {
      announceChannel(world, thread)
      return c.json(channelShape(world, thread), 201)
    }
    const message = postMessage(world, thread, { json: asObject(json).message, files })
    announceChannel(world, thread)
    return c.json({ ...channelShape(world, thread), message: messageShape(world, message) }, 201)
  })
}
