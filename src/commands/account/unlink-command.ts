import type { Requester } from '../../core/requester.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import type { Reply } from '../../discord/reply.ts'
import { AppError } from '../../errors.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { disconnectMember } from '../../jobs/membership/disconnect-member.ts'
import { offerSeats } from '../../jobs/membership/offer-seats.ts'
import { defineCommand, defineComponent } from '../define-command.ts'
import { leaveWaitingList } from './waiting-list.ts'

/** Deletes everything about the member, and their posts unless `keepsPosts`, and revokes access on Strava. */
async function unlink(requester: Requester, keepsPosts: boolean, context: JobContext): Promise<Reply> {
  const link = await context.links.find(requester.userId)
  if (!link) {
    await leaveWaitingList(requester.userId, context)
    return textReply({ key: 'unlink.already' })
  }
  const { athleteId } = link
  await disconnectMember(link, context, { keepsPosts, reason: 'disconnected', guildId: requester.guildId })
  try {
    const result = await context.accessTokens.finishRevocation(athleteId)
    await context.queue.add(offerSeats.request({}))
    if (result === 'nothing') return textReply({ key: 'unlink.unrevoked' })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const operators = error.kind === 'application-refused' || error.kind === 'application-inactive'
    return textReply({ key: operators ? 'unlink.pendingOperator' : 'unlink.pending' })
  }
  return textReply({ key: keepsPosts ? 'unlink.doneKept' : 'unlink.done' })
}

/** Asks for confirmation first. Whoever only waits for a free seat leaves the list at once. */
async function askBeforeUnlink({ userId }: Requester, context: JobContext): Promise<Reply> {
  if (!(await context.links.find(userId))) {
    if (await context.seats.isWaiting(userId)) return leaveWaitingList(userId, context)
    return textReply({ key: 'unlink.nothing' })
  }
  return textReply({ key: 'unlink.ask' }, [
    { label: 'button.unlink', customId: 'unlink-confirm', style: 'danger' },
    { label: 'button.unlinkKeep', customId: 'unlink-keep-posts' },
    { label: 'button.keep', customId: 'unlink-cancel' },
  ])
}

export const unlinkCommand = defineCommand({
  name: 'strava unlink',
  description: 'command.unlink',
  ephemeral: true,
  inDirectMessages: true,
  execute: ({ requester }, context) => askBeforeUnlink(requester, context),
  components: {
    'unlink-ask': defineComponent({ execute: ({ requester }, context) => askBeforeUnlink(requester, context) }),
    'unlink-confirm': defineComponent({ execute: ({ requester }, context) => unlink(requester, false, context) }),
    'unlink-keep-posts': defineComponent({ execute: ({ requester }, context) => unlink(requester, true, context) }),
    'unlink-cancel': defineComponent({ execute: async () => textReply({ key: 'unlink.kept' }) }),
  },
})
