import { z } from 'zod'
import type { Incoming } from '../body.ts'
import { firstResponseMs } from '../deadlines.ts'
import { formError, refuse } from '../errors.ts'
import { createMessage, editMessage } from '../message.ts'
import { messageShape } from '../messageShape.ts'
import { choicesForm, modalForm } from '../rules/callback.ts'
import { readForm } from '../rules/form.ts'
import { type Draft, ephemeralFlag, readDraft } from '../rules/message.ts'
import type { Api } from '../server.ts'
import type { Json } from '../types.ts'
import type { InteractionRecord, MessageRecord, World } from '../world.ts'

const callbackForm = z.looseObject({
  type: z.number().int(),
  data: z.record(z.string(), z.unknown()).nullish(),
})

/** Which interactions each callback type may answer. */
const fitting: Record<number, number[]> = { 4: [2, 3, 5], 5: [2, 3, 5], 6: [3, 5], 7: [3, 5], 8: [4], 9: [2, 3] }
const nothing: Draft = {
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

export function addInteractionRoutes(api: Api, world: World): void {
  api.post('/interactions/:id/:token/callback', (c) => {
    const record = world.interactions.get(c.req.param('token'))
    if (record === undefined || record.id !== c.req.param('id')) throw refuse('unknownInteraction')
    if (record.callback !== undefined) throw refuse('acknowledged')
    const age = world.now() - record.createdAt
    if (age > firstResponseMs) {
      world.complain(`The first response to interaction ${record.id} came after ${age} ms, later than 3 s`)
      throw refuse('unknownInteraction')
    }
    const incoming = c.get('incoming')
    const { type, data } = readForm(callbackForm, incoming.json)
    if (!fitting[type]?.includes(record.type) || ((type === 6 || type === 7) && record.source === undefined)) {
      throw formError(
        'type',
        'INTERACTION_APPLICATION_INVALID_CALLBACK_TYPE',
        `Type ${type} does not fit the interaction`,
      )
    }
    const message = respond(world, record, type, { json: data ?? {}, files: incoming.files })
    record.callback = { type, at: world.now(), data: data ?? {} }
    if (c.req.query('with_response') !== 'true') return c.body(null, 204)
    return c.json(withResponse(world, record, type, message))
  })
}

function respond(world: World, record: InteractionRecord, type: number, incoming: Incoming): MessageRecord | undefined {
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
    editMessage(world, source, readDraft(incoming, source.flags))
    record.original = source
  }
  if (type === 4 || type === 5) {
    const flags = Number(data.flags ?? 0)
    const reader = (flags & ephemeralFlag) === 0 ? undefined : person
    const draft = type === 5 ? nothing : readDraft(incoming)
    record.original = createMessage(world, draft, { channel, reader, interaction: record, loading: type === 5 })
  }
  return record.original
}

function withResponse(world: World, record: InteractionRecord, type: number, message: MessageRecord | undefined): Json {
  const resource = { type, ...(message && type !== 6 ? { message: messageShape(world, message) } : {}) }
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
