import { z } from 'zod'
import { apiError, formError } from '../api-errors.ts'
import { firstResponseMs } from '../deadlines.ts'
import type { DiscordRoutes } from '../discord-server.ts'
import type { DiscordState, InteractionRecord, MessageRecord } from '../discord-state.ts'
import type { Json } from '../discord-types.ts'
import type { Incoming } from '../request-body.ts'
import { choicesForm, modalForm } from '../rules/callback-schema.ts'
import { type Draft, ephemeralFlag, readDraft } from '../rules/message-draft.ts'
import { readForm } from '../rules/read-form.ts'
import { serializeMessage } from '../serialize-message.ts'
import { createMessage, editMessage } from '../write-message.ts'

const callbackForm = z.looseObject({
  type: z.number().int(),
  data: z.record(z.string(), z.unknown()).nullish(),
})

/** Which interactions each callback type may answer. */
const ALLOWED_INTERACTION_TYPES: Record<number, number[]> = {
  4: [2, 3, 5],
  5: [2, 3, 5],
  6: [3, 5],
  7: [3, 5],
  8: [4],
  9: [2, 3],
}
const EMPTY_DRAFT: Draft = {
  content: undefined,
  flags: undefined,
  embeds: undefined,
  components: undefined,
  attachments: undefined,
  allowed: undefined,
  nonce: undefined,
  enforceNonce: false,
  files: [],
}

export function addInteractionRoutes(api: DiscordRoutes, state: DiscordState): void {
  api.post('/interactions/:id/:token/callback', (c) => {
    const record = state.interactions.get(c.req.param('token'))
    if (record === undefined || record.id !== c.req.param('id')) throw apiError('unknownInteraction')
    if (record.callback !== undefined) throw apiError('acknowledged')
    const age = state.now() - record.createdAt
    if (age > firstResponseMs) {
      state.complain(`The first response to interaction ${record.id} came after ${age} ms, later than 3 s`)
      throw apiError('unknownInteraction')
    }
    const incoming = c.get('incoming')
    const { type, data } = readForm(callbackForm, incoming.json)
    if (
      !ALLOWED_INTERACTION_TYPES[type]?.includes(record.type) ||
      ((type === 6 || type === 7) && record.source === undefined)
    ) {
      throw formError(
        'type',
        'INTERACTION_APPLICATION_INVALID_CALLBACK_TYPE',
        `Type ${type} does not fit the interaction`,
      )
    }
    const message = applyResponse(state, record, type, { json: data ?? {}, files: incoming.files })
    record.callback = { type, at: state.now(), data: data ?? {} }
    if (c.req.query('with_response') !== 'true') return c.body(null, 204)
    return c.json(serializeCallbackResponse(state, record, type, message))
  })
}

function applyResponse(
  state: DiscordState,
  record: InteractionRecord,
  type: number,
  incoming: Incoming,
): MessageRecord | undefined {
  const { channel, person, source } = record
  const data = incoming.json as Json
  if (type === 8) {
    readForm(choicesForm, data)
    return undefined
  }
  if (type === 9) {
    readForm(modalForm, data)
    return undefined
  }
  if (type === 6) record.original = source
  if (type === 7 && source !== undefined) {
    editMessage(state, source, readDraft(incoming, source.flags))
    record.original = source
  }
  if (type === 4 || type === 5) {
    const flags = Number(data.flags ?? 0)
    const reader = (flags & ephemeralFlag) === 0 ? undefined : person
    const draft = type === 5 ? EMPTY_DRAFT : readDraft(incoming)
    record.original = createMessage(state, draft, { channel, reader, interaction: record, loading: type === 5 })
  }
  return record.original
}

function serializeCallbackResponse(
  state: DiscordState,
  record: InteractionRecord,
  type: number,
  message: MessageRecord | undefined,
): Json {
  const resource = { type, ...(message && type !== 6 ? { message: serializeMessage(state, message) } : {}) }
  return {
    interaction: {
      id: record.id,
      type: record.type,
      ...(message && {
        response_message_id: message.id,
        response_message_loading: type === 5,
        response_message_ephemeral: message.reader !== undefined,
      }),
    },
    ...([4, 5, 7].includes(type) ? { resource } : {}),
  }
}
