import { z } from 'zod'
import { asObject } from '../body.ts'
import { addChannel, announceChannel } from '../channel.ts'
import { refuse } from '../errors.ts'
import { messageShape } from '../messageShape.ts'
import { botHolds, channelFor } from '../reach.ts'
import { readForm } from '../rules/form.ts'
import type { Api } from '../server.ts'
import { channelShape } from '../shapes.ts'
import type { ChannelRecord, World } from '../world.ts'
import { checkFiles, postMessage } from './messages.ts'

const threadForm = z.looseObject({
  name: z.string().min(1).max(100),
  auto_archive_duration: z.union([z.literal(60), z.literal(1440), z.literal(4320), z.literal(10080)]).nullish(),
  type: z.number().int().nullish(),
  applied_tags: z.array(z.string()).max(5).nullish(),
})

const threadChange = z.looseObject({ archived: z.boolean().nullish(), locked: z.boolean().nullish() })

/** The tags with which the bot opens a post. */
function tagsFor(world: World, forum: ChannelRecord, wanted: string[]): string[] {
  const isManaged = botHolds(world, forum, 'ManageThreads')
  for (const id of wanted) {
    const tag = forum.tags.find((one) => one.id === id)
    if (tag === undefined) throw refuse('unknownTag')
    if (tag.moderated && !isManaged) throw refuse('missingPermissions')
  }
  if (!forum.requiresTag || wanted.length > 0) return wanted
  throw refuse(isManaged || forum.tags.some(({ moderated }) => !moderated) ? 'tagRequired' : 'noTagAvailable')
}

export function addChannelRoutes(api: Api, world: World): void {
  api.get('/channels/:channel', (c) => c.json(channelShape(world, channelFor(world, c.req.param('channel')))))
  api.patch('/channels/:channel', (c) => {
    const thread = channelFor(world, c.req.param('channel'))
    const change = readForm(threadChange, c.get('incoming').json)
    if (thread.type !== 'thread') throw refuse('missingPermissions')
    const isManaged = botHolds(world, thread, 'ManageThreads')
    if (!isManaged && (thread.locked || !botHolds(world, thread, 'SendMessagesInThreads')))
      throw refuse('missingPermissions')
    thread.archived = change.archived ?? thread.archived
    thread.locked = change.locked ?? thread.locked
    announceChannel(world, thread, 'UPDATE')
    return c.json(channelShape(world, thread))
  })
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
    if (inForum) checkFiles(world, parent, files)
    const tags = inForum ? tagsFor(world, parent, form.applied_tags ?? []) : []
    const thread = addChannel(world, parent.guild, { name: form.name, type: 'thread', parent })
    thread.appliedTags = tags
    if (!inForum) {
      announceChannel(world, thread)
      return c.json(channelShape(world, thread), 201)
    }
    const message = postMessage(world, thread, { json: asObject(json).message, files })
    announceChannel(world, thread)
    return c.json({ ...channelShape(world, thread), message: messageShape(world, message) }, 201)
  })
}
