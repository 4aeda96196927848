import { createPublicKey, verify } from 'node:crypto'
import { type APIInteraction, InteractionType } from 'discord-api-types/v10'
import * as z from 'zod'

/** A request to the interactions endpoint, with Discord's two headers. */
export interface SignedRequest {
  /** `X-Signature-Ed25519` */
  signature: string | undefined
  /** `X-Signature-Timestamp` */
  timestamp: string | undefined
  body: Uint8Array
}

export type ReadInteraction =
  | { kind: 'interaction'; interaction: APIInteraction }
  /** Discord's check of the endpoint. */
  | { kind: 'ping' }
  /** Not signed by Discord, or signed too long ago. */
  | { kind: 'unauthorized'; reason: string }
  | { kind: 'invalid' }

/** The SPKI header before a raw Ed25519 key (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** An older request may be a replay. Milliseconds. */
const MAX_AGE_MS = 5 * 60_000

const interactionSchema = z.looseObject({
  id: z.string(),
  application_id: z.string(),
  token: z.string(),
  type: z.number(),
})

function parse(body: Uint8Array): ReadInteraction {
  try {
    const interaction = interactionSchema.parse(JSON.parse(Buffer.from(body).toString()))
    if (interaction.type === InteractionType.Ping) return { kind: 'ping' }
    return { kind: 'interaction', interaction: interaction as unknown as APIInteraction }
  } catch {
    return { kind: 'invalid' }
  }
}

/**
 * Reads interactions that Discord signed
 * (https://docs.discord.com/developers/interactions/overview#validating-security-request-headers). `publicKey` are 64
 * hexadecimal digits.
 */
export function createSignedInteractionReader({ publicKey, now }: { publicKey: string; now: () => number }) {
  const key = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, Buffer.from(publicKey, 'hex')]),
    format: 'der',
    type: 'spki',
  })

  return ({ signature = '', timestamp = '', body }: SignedRequest): ReadInteraction => {
    const signed = Buffer.concat([Buffer.from(timestamp), body])
    if (!verify(null, signed, key, Buffer.from(signature, 'hex')))
      return { kind: 'unauthorized', reason: 'its signature is wrong' }
    if (!(now() - Number(timestamp) * 1000 <= MAX_AGE_MS)) return { kind: 'unauthorized', reason: 'it is too old' }
    return parse(body)
  }
}

export type SignedInteractionReader = ReturnType<typeof createSignedInteractionReader>
