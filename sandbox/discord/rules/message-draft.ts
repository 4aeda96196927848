import { z } from 'zod'
import { apiError, formError } from '../api-errors.ts'
import type { AllowedMentions } from '../discord-state.ts'
import type { Component, Json } from '../discord-types.ts'
import type { Incoming, Upload } from '../request-body.ts'
import { asObject } from '../request-body.ts'
import { componentsV1, componentsV2 } from './component-schema.ts'
import { everyComponent, textLength } from './component-tree.ts'
import { embeds } from './embed-schema.ts'
import { readForm } from './read-form.ts'

export const v2Flag = 1 << 15
export const ephemeralFlag = 1 << 6
export const loadingFlag = 1 << 7

const snowflakes = z.array(z.string().regex(/^\d{1,20}$/)).max(100)
const allowedMentions = z.object({
  parse: z.array(z.enum(['users', 'roles', 'everyone'])).nullish(),
  users: snowflakes.nullish(),
  roles: snowflakes.nullish(),
  replied_user: z.boolean().nullish(),
})

const messageForm = z.looseObject({
  content: z.string().max(2000).nullish(),
  flags: z.number().int().min(0).nullish(),
  embeds: embeds.nullish(),
  components: z.array(z.unknown()).nullish(),
  allowed_mentions: allowedMentions.nullish(),
  attachments: z
    .array(z.looseObject({ id: z.union([z.string(), z.number()]), description: z.string().max(1024).nullish() }))
    .max(10)
    .nullish(),
  nonce: z.union([z.string().max(25), z.number().int()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
})

export interface Draft {
  content: string | null | undefined
  flags: number | undefined
  embeds: Json[] | null | undefined
  components: Component[] | null | undefined
  attachments: { id: string; description?: string | null | undefined }[] | null | undefined
  allowed: AllowedMentions | undefined
  nonce: string | undefined
  enforceNonce: boolean
  files: Upload[]
}

const maxFile = 10 * 1024 * 1024
const maxRequest = 25 * 1024 * 1024

/** Parses the body of a message; `flagsBefore` are the flags of the message that it edits. */
export function readDraft(incoming: Incoming, flagsBefore = 0): Draft {
  const form = readForm(messageForm, asObject(incoming.json ?? {}))
  const sizes = incoming.files.map((one) => one.data.length)
  if (sizes.some((size) => size > maxFile) || sizes.reduce((a, b) => a + b, 0) > maxRequest) throw apiError('tooLarge')
  const isV2 = ((form.flags ?? 0) & v2Flag) !== 0 || (flagsBefore & v2Flag) !== 0
  const components = form.components == null ? form.components : readComponents(form.components, isV2)
  const { allowed_mentions: allowed } = form
  if (allowed) checkMentions(allowed)
  return {
    content: form.content,
    flags: form.flags ?? undefined,
    embeds: form.embeds as Json[] | null | undefined,
    components,
    attachments: form.attachments?.map((one) => ({ id: String(one.id), description: one.description })),
    allowed: allowed
      ? { parse: allowed.parse ?? undefined, users: allowed.users ?? undefined, roles: allowed.roles ?? undefined }
      : undefined,
    nonce: form.nonce == null ? undefined : String(form.nonce),
    enforceNonce: form.enforce_nonce === true,
    files: incoming.files,
  }
}

function checkMentions(allowed: z.output<typeof allowedMentions>): void {
  for (const key of ['users', 'roles'] as const) {
    if (!allowed.parse?.includes(key) || !allowed[key]?.length) continue
    const message = `parse:["${key}"] and ${key}: [ids...] are mutually exclusive.`
    throw formError('allowed_mentions', 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', message)
  }
}

function readComponents(raw: unknown[], isV2: boolean): Component[] {
  const schema = z.object({ components: isV2 ? componentsV2 : componentsV1 })
  const components = readForm(schema, { components: raw }).components as Component[]
  const every = everyComponent(components)
  if (every.length > 40) {
    const message = `Must be 40 or fewer components in total, nested ones counted; there are ${every.length}.`
    throw formError('components', 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', message)
  }
  if (textLength(components) > 4000) {
    const message = 'The total length of the displayable text must be 4000 or fewer.'
    throw formError('components', 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', message)
  }
  const ids = every.flatMap((one) => (typeof one.custom_id === 'string' ? [one.custom_id] : []))
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined) {
    throw formError(
      'components',
      'COMPONENT_CUSTOM_ID_DUPLICATED',
      `Component custom id '${twice}' cannot be duplicated`,
    )
  }
  const numbers = every.flatMap((one) => (one.id ? [one.id] : []))
  if (new Set(numbers).size !== numbers.length) {
    throw formError('components', 'COMPONENT_ID_DUPLICATED', 'Component ids cannot be duplicated')
  }
  return components
}
