import type { APIInteraction } from 'discord-api-types/v10'
import { withTimeout } from '../async.ts'
import type { Log } from '../logger.ts'

const STOP_TIMEOUT_MS = 2500

/** Receives interactions, from the gateway or over HTTP, and runs `handle` for each in the background. */
export function createInteractionReceiver({
  handle,
  log,
}: {
  handle: (interaction: APIInteraction) => Promise<void>
  log: Log
}) {
  const inFlight = new Set<Promise<void>>()

  return {
    receive(interaction: APIInteraction): void {
      const work = handle(interaction)
        .catch((error) => log.error({ err: error }, 'could not handle an interaction'))
        .finally(() => inFlight.delete(work))
      inFlight.add(work)
    },

    /** Waits for the interactions in progress. */
    async stop(): Promise<void> {
      const ended = Promise.all([...inFlight])
      await withTimeout(STOP_TIMEOUT_MS, ended).catch(() => log.warn('stopped with interactions still in flight'))
    },
  }
}

export type InteractionReceiver = ReturnType<typeof createInteractionReceiver>
