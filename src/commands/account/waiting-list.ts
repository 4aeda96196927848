import { LEAVE_WAITING_LIST_BUTTON, textReply } from '../../discord/components/text-reply.ts'
import type { Reply } from '../../discord/reply.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { offerSeats } from '../../jobs/membership/offer-seats.ts'

/** All seats are taken, and the person has a place on the waiting list. */
export const waitingReply = (place: number, capacity: number): Reply =>
  textReply({ key: 'waitingList.place', values: { place, capacity } }, [LEAVE_WAITING_LIST_BUTTON])

/** Removes a person from the waiting list, so that the next one is offered the seat. Safe to repeat. */
export async function leaveWaitingList(userId: string, { seats, queue }: JobContext): Promise<Reply> {
  const waited = await seats.leave(userId)
  await queue.add(offerSeats.request({}))
  return textReply({ key: waited ? 'waitingList.left' : 'waitingList.notOnIt' })
}
