import { tokenMs } from '../deadlines.ts'
import { refuse } from '../errors.ts'
import { createMessage, editMessage, removeMessage } from '../message.ts'
import { messageShape } from '../messageShape.ts'
import { ephemeralFlag, loadingFlag, readDraft } from '../rules/message.ts'
import type { Api } from '../server.ts'
import type { InteractionRecord, MessageRecord, World } from '../world.ts'

function isExpired(world: World, record: InteractionRecord): boolean {
  return record.expired || world.now() - record.createdAt >= tokenMs
}

function interactionFor(world: World, method: string, applicationId: string, token: string): InteractionRecord {
  const record = world.interactions.get(token)
  if (record === undefined || applicationId !== world.applicationId) throw refuse('unknownWebhook')
  if (record.callback === undefined || record.callback.type === 8) throw refuse('unknownWebhook')
  if (!isExpired(world, record)) return record
  if (record.refusedAsExpired && (method === 'POST' || method === 'PATCH')) {
    world.complain(`${method} for interaction ${record.id}, though it was answered as expired before`)
  }
  record.refusedAsExpired = true
  throw refuse('invalidToken')
}

function messageOf(record: InteractionRecord, id: string): MessageRecord {
  const message = id === '@original' ? record.original : findOwn(record, id)
  if (message === undefined || message.deleted) throw refuse('unknownMessage')
  return message
}

const findOwn = (record: InteractionRecord, id: string) =>
  [record.original, ...record.followUps].find((one) => one?.id === id)

export function addWebhookRoutes(api: Api, world: World): void {
  const path = '/webhooks/:app/:token'
  api.post(path, (c) => {
    const { app, token } = c.req.param()
    const record = interactionFor(world, 'POST', app, token)
    const { original, channel } = record
    const isLoading = original !== undefined && !original.deleted && (original.flags & loadingFlag) !== 0
    if (isLoading && record.callback?.type === 5) {
      editMessage(world, original, readDraft(c.get('incoming'), original.flags))
      return c.json(messageShape(world, original))
    }
    const draft = readDraft(c.get('incoming'))
    const reader = ((draft.flags ?? 0) & ephemeralFlag) === 0 ? undefined : record.person
    const message = createMessage(world, draft, { channel, reader, interaction: record })
    record.followUps.push(message)
    return c.json(messageShape(world, message))
  })
  api.get(`${path}/messages/:message`, (c) => {
    const { app, token, message } = c.req.param()
    return c.json(messageShape(world, messageOf(interactionFor(world, 'GET', app, token), message)))
  })
  api.patch(`${path}/messages/:message`, (c) => {
    const { app, token, message } = c.req.param()
    const found = messageOf(interactionFor(world, 'PATCH', app, token), message)
    editMessage(world, found, readDraft(c.get('incoming'), found.flags))
    return c.json(messageShape(world, found))
  })
  api.delete(`${path}/messages/:message`, (c) => {
    const { app, token, message } = c.req.param()
    removeMessage(world, messageOf(interactionFor(world, 'DELETE', app, token), message))
    return c.body(null, 204)
  })
}
