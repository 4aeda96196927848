import * as z from 'zod'
import { LEAVE_WAITING_LIST_BUTTON, textReply } from '../../discord/components/text-reply.ts'
import { messageNonce } from '../../discord/message-nonce.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { isPermanent } from '../../errors.ts'
import type { WaitingPerson } from '../../redis/seats.ts'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobContext } from '../job-context.ts'

/**
 * How often expired offers are passed on to the next person. Everything else that frees a seat queues the job
 * immediately. Milliseconds.
 */
export const OFFER_SEATS_INTERVAL_MS = 5 * 60_000

/** People with closed direct messages see the offer in the reply to their next `/strava link`. */
async function tell({ userId, guildIds, locale }: WaitingPerson, until: number, context: JobContext): Promise<void> {
  const guildId = guildIds.at(-1) ?? ''
  const message = textReply({ key: 'waitingList.offer', values: { until: { timestamp: Math.floor(until / 1000) } } }, [
    { label: 'button.connect', customId: toCustomId('connect', guildId), style: 'primary' },
    LEAVE_WAITING_LIST_BUTTON,
  ])
  const nonce = messageNonce('seat', userId, until)
  try {
    const channelId = await context.channels.createDM(userId)
    await context.channels.sendMessage(channelId, message, nonce, locale)
    context.log.info({ guildId }, 'offered a free seat')
  } catch (error) {
    if (!isPermanent(error)) throw error
    context.log.info({ err: error, guildId }, 'could not offer a free seat privately')
  }
  await context.seats.markTold(userId, until)
}

/** Offers the free seats to the people who wait, in order, and tells each once. Safe to repeat. */
export const offerSeats = defineBackgroundJob({
  name: 'offer-seats',
  payload: z.object({}),
  id: () => 'offer-seats',
  deduplication: 'while-pending',
  attempts: 8,
  async execute(_, context) {
    await context.seats.offer()
    const failures: unknown[] = []
    for (const person of await context.seats.waiting()) {
      const { userId, offeredUntil, isTold } = person
      if (offeredUntil === undefined || isTold) continue
      if (await context.links.find(userId)) {
        await context.seats.leave(userId)
        continue
      }
      // A person who cannot be reached right now does not block the others.
      await tell(person, offeredUntil, context).catch((error) => failures.push(error))
    }
    if (failures.length > 0) throw failures[0]
  },
})
