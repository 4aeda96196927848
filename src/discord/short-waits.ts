import { setTimeout as pause } from 'node:timers/promises'
import { toDiscordError } from './discord-errors.ts'

/** A rate limit that ends within this time is waited for, so that nothing has to be read again. Milliseconds. */
const MAX_WAIT_MS = 5000
const MAX_WAITS = 5

/** Calls Discord with the bot's token, and waits for short rate limits. Throws the AppErrors of `discord-errors`. */
export const createShortWaits =
  (now: () => number) =>
  async <T>(work: () => Promise<unknown>): Promise<T> => {
    for (let waits = 0; ; waits += 1) {
      try {
        return (await work()) as T
      } catch (thrown) {
        const error = toDiscordError(thrown, { authorized: true, now: now() })
        const wait = error.retry.kind === 'at' ? error.retry.at - now() : Number.POSITIVE_INFINITY
        if (wait > MAX_WAIT_MS || waits >= MAX_WAITS) throw error
        await pause(Math.max(wait, 0))
      }
    }
  }
