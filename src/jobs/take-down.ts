import { z } from 'zod'
import { AppError } from '../errors.ts'
import { defineBackgroundJob } from './define.ts'
import type { JobDeps, StandingMessage } from './deps.ts'
import { addressOf } from './subject.ts'

/** What cannot be taken down now is tried again after this long, for a month. Milliseconds. */
const PAUSE = 6 * 3600_000

async function takeAway(message: StandingMessage, deps: JobDeps): Promise<void> {
  const { channelId } = message
  const known = 'messageId' in message ? message.messageId : undefined
  const messageId =
    known ??
    ('activityId' in message ? await deps.channels.findOwn(channelId, addressOf(message.activityId), 0) : undefined)
  if (messageId) await deps.channels.remove(channelId, messageId)
}

/**
 * Takes down what a member who left has standing in channels: posts, open questions, and public answers of the last seven days. One
 * that cannot be taken down does not hold up the others.
 */
export const takeDown = defineBackgroundJob({
  name: 'take-down',
  payload: z.object({ athleteId: z.string(), later: z.boolean().optional() }),
  id: ({ athleteId, later }) => `take-down-${athleteId}${later ? '-later' : ''}`,
  same: 'unfinished',
  attempts: 12,
  priority: 'first',
  async run({ athleteId }, deps) {
    const failures: AppError[] = []
    for (const message of await deps.departures.messages(athleteId)) {
      try {
        await takeAway(message, deps)
        await deps.departures.removed(athleteId, message)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        failures.push(error)
      }
    }
    const passing = failures.find(({ retry }) => retry.kind !== 'never')
    if (passing) throw passing
    const [shut] = failures
    if (!shut) return
    throw new AppError(shut.kind, shut.message, { say: shut.say, retry: { kind: 'at', at: deps.now() + PAUSE } })
  },
})
