import { apiError } from '../api-errors.ts'
import { tokenMs } from '../deadlines.ts'
import type { DiscordRoutes } from '../discord-server.ts'
import type { DiscordState, InteractionRecord, MessageRecord } from '../discord-state.ts'
import { ephemeralFlag, loadingFlag, readDraft } from '../rules/message-draft.ts'
import { serializeMessage } from '../serialize-message.ts'
import { createMessage, editMessage, removeMessage } from '../write-message.ts'

function isExpired(state: DiscordState, record: InteractionRecord): boolean {
  return record.expired || state.now() - record.createdAt >= tokenMs
}

function findInteraction(state: DiscordState, method: string, applicationId: string, token: string): InteractionRecord {
  const record = state.interactions.get(token)
  if (record === undefined || applicationId !== state.applicationId) throw apiError('unknownWebhook')
  if (record.callback === undefined || record.callback.type === 8) throw apiError('unknownWebhook')
  if (!isExpired(state, record)) return record
  if (record.refusedAsExpired && (method === 'POST' || method === 'PATCH')) {
    state.complain(`${method} for interaction ${record.id}, though it was answered as expired before`)
  }
  record.refusedAsExpired = true
  throw apiError('invalidToken')
}

function findMessage(record: InteractionRecord, id: string): MessageRecord {
  const message = id === '@original' ? record.original : findResponseMessage(record, id)
  if (message === undefined || message.deleted) throw apiError('unknownMessage')
  return message
}

const findResponseMessage = (record: InteractionRecord, id: string) =>
  [record.original, ...record.followUps].find((one) => one?.id === id)

export function addWebhookRoutes(api: DiscordRoutes, state: DiscordState): void {
  const path = '/webhooks/:app/:token'
  api.post(path, (c) => {
    const { app, token } = c.req.param()
    const record = findInteraction(state, 'POST', app, token)
    const { original, channel } = record
    const isLoading = original !== undefined && !original.deleted && (original.flags & loadingFlag) !== 0
    if (isLoading && record.callback?.type === 5) {
      editMessage(state, original, readDraft(c.get('incoming'), original.flags))
      return c.json(serializeMessage(state, original))
    }
    const draft = readDraft(c.get('incoming'))
    const reader = ((draft.flags ?? 0) & ephemeralFlag) === 0 ? undefined : record.person
    const message = createMessage(state, draft, { channel, reader, interaction: record })
    record.followUps.push(message)
    return c.json(serializeMessage(state, message))
  })
  api.get(`${path}/messages/:message`, (c) => {
    const { app, token, message } = c.req.param()
    return c.json(serializeMessage(state, findMessage(findInteraction(state, 'GET', app, token), message)))
  })
  api.patch(`${path}/messages/:message`, (c) => {
    const { app, token, message } = c.req.param()
    const found = findMessage(findInteraction(state, 'PATCH', app, token), message)
    editMessage(state, found, readDraft(c.get('incoming'), found.flags))
    return c.json(serializeMessage(state, found))
  })
  api.delete(`${path}/messages/:message`, (c) => {
    const { app, token, message } = c.req.param()
    removeMessage(state, findMessage(findInteraction(state, 'DELETE', app, token), message))
    return c.body(null, 204)
  })
}
