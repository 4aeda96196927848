import type { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { InteractionReceiver } from '../discord/interaction-receiver.ts'
import type { SignedInteractionReader } from '../discord/signed-interaction.ts'
import type { Log } from '../logger.ts'
import { INTERACTIONS_PATH } from './server.ts'

/** An interaction contains the whole message that it is about. Bytes. */
const MAX_BODY_BYTES = 1_000_000

/** Discord's `PONG`. */
const PONG = { type: 1 }

/**
 * `POST /interactions`: receives interactions over HTTP instead of the gateway. Responds with 202, because the reply is
 * sent over REST. Requests with a wrong signature get 401, which Discord tests.
 */
export function addInteractionRoutes(
  app: Hono,
  { read, receive, log }: { read: SignedInteractionReader; receive: InteractionReceiver['receive']; log: Log },
): void {
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => context.body(null, 413) })
  app.post(INTERACTIONS_PATH, limit, async (context) => {
    const request = read({
      signature: context.req.header('x-signature-ed25519'),
      timestamp: context.req.header('x-signature-timestamp'),
      body: new Uint8Array(await context.req.arrayBuffer()),
    })
    switch (request.kind) {
      case 'ping':
        return context.json(PONG)
      case 'interaction':
        receive(request.interaction)
        return context.body(null, 202)
      case 'unauthorized':
        log.debug(`an interaction was refused: ${request.reason}`)
        return context.body(null, 401)
      case 'invalid':
        return context.body(null, 400)
    }
  })
}
