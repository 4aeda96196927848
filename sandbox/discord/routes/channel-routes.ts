import { z } from 'zod'
import { apiError } from '../api-errors.ts'
import { botHasPermission, findAccessibleChannel } from '../bot-channel-access.ts'
import type { DiscordRoutes } from '../discord-server.ts'
import type { ChannelRecord, DiscordState } from '../discord-state.ts'
import { addChannel, announceChannel } from '../public-channel.ts'
import { asObject } from '../request-body.ts'
import { readForm } from '../rules/read-form.ts'
import { serializeMessage } from '../serialize-message.ts'
import { serializeChannel } from '../serializers.ts'
import { checkFiles, postMessage } from './message-routes.ts'

const threadForm = z.looseObject({
  name: z.string().min(1).max(100),
  auto_archive_duration: z.union([z.literal(60), z.literal(1440), z.literal(4320), z.literal(10080)]).nullish(),
  type: z.number().int().nullish(),
  applied_tags: z.array(z.string()).max(5).nullish(),
})

const threadChange = z.looseObject({ archived: z.boolean().nullish(), locked: z.boolean().nullish() })

/** The tags of a post that the bot creates. */
function tagsFor(state: DiscordState, forum: ChannelRecord, wanted: string[]): string[] {
  const isManaged = botHasPermission(state, forum, 'ManageThreads')
  for (const id of wanted) {
    const tag = forum.tags.find((one) => one.id === id)
    if (tag === undefined) throw apiError('unknownTag')
    if (tag.moderated && !isManaged) throw apiError('missingPermissions')
  }
  if (!forum.requiresTag || wanted.length > 0) return wanted
  throw apiError(isManaged || forum.tags.some(({ moderated }) => !moderated) ? 'tagRequired' : 'noTagAvailable')
}

export function addChannelRoutes(api: DiscordRoutes, state: DiscordState): void {
  api.get('/channels/:channel', (c) =>
    c.json(serializeChannel(state, findAccessibleChannel(state, c.req.param('channel')))),
  )
  api.patch('/channels/:channel', (c) => {
    const thread = findAccessibleChannel(state, c.req.param('channel'))
    const change = readForm(threadChange, c.get('incoming').json)
    if (thread.type !== 'thread') throw apiError('missingPermissions')
    const isManaged = botHasPermission(state, thread, 'ManageThreads')
    if (!isManaged && (thread.locked || !botHasPermission(state, thread, 'SendMessagesInThreads')))
      throw apiError('missingPermissions')
    thread.archived = change.archived ?? thread.archived
    thread.locked = change.locked ?? thread.locked
    announceChannel(state, thread, 'UPDATE')
    return c.json(serializeChannel(state, thread))
  })
  api.post('/channels/:channel/typing', (c) => {
    findAccessibleChannel(state, c.req.param('channel'), 'SendMessages')
    return c.body(null, 204)
  })
  api.post('/channels/:channel/threads', (c) => {
    const parent = findAccessibleChannel(state, c.req.param('channel'))
    const { json, files } = c.get('incoming')
    const form = readForm(threadForm, json)
    if (parent.guild === undefined || parent.type === 'thread') throw apiError('wrongChannelType')
    const inForum = parent.type === 'forum'
    findAccessibleChannel(state, parent.id, inForum ? 'SendMessages' : 'CreatePublicThreads')
    if (inForum) checkFiles(state, parent, files)
    const tags = inForum ? tagsFor(state, parent, form.applied_tags ?? []) : []
    const thread = addChannel(state, parent.guild, { name: form.name, type: 'thread', parent })
    thread.appliedTags = tags
    if (!inForum) {
      announceChannel(state, thread)
      return c.json(serializeChannel(state, thread), 201)
    }
    const message = postMessage(state, thread, { json: asObject(json).message, files })
    announceChannel(state, thread)
    return c.json({ ...serializeChannel(state, thread), message: serializeMessage(state, message) }, 201)
  })
}
