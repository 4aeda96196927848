import { z } from 'zod'
import { textReply } from '../discord/reply.ts'
import { AppError } from '../errors.ts'
import { defineCommandJob } from './define-job.ts'
import { removeMember } from './membership/remove-member.ts'
import { revokeAuthorization } from './membership/revoke-authorization.ts'
import { commandJobId, requesterSchema } from './requester.ts'

/** Asks once before everything of the member's is removed. */
export const confirmUnlink = defineCommandJob({
  name: 'confirm-unlink',
  payload: z.object({ requester: requesterSchema }),
  id: commandJobId('confirm-unlink'),
  attempts: 3,
  async execute({ requester }, context) {
    const link = await context.links.find(requester.userId)
    if (!link) return textReply({ key: 'unlink.nothing' })
    return textReply({ key: 'unlink.ask' }, [
      { label: 'button.unlink', customId: 'unlink', danger: true },
      { label: 'button.unlinkKeep', customId: 'unlink-keep' },
      { label: 'button.keep', customId: 'keep' },
    ])
  },
})

/**
 * Removes everything of the member's, takes down what stands in channels unless they leave it, and revokes the grant at Strava. The
 * revocation is queued before anything is removed, so that it happens even if this process dies in between; done a second time,
 * nothing is left to do.
 */
export const unlink = defineCommandJob({
  name: 'unlink',
  payload: z.object({ requester: requesterSchema, keepsPosts: z.boolean() }),
  id: commandJobId('unlink'),
  attempts: 3,
  async execute({ requester, keepsPosts }, context) {
    const link = await context.links.find(requester.userId)
    if (!link) return textReply({ key: 'unlink.already' })
    const { athleteId } = link
    await context.queue.add(revokeAuthorization.request({ athleteId }))
    await context.revocations.begin(athleteId)
    await removeMember(link, context, { keepsPosts, reason: 'unlinked', guildId: requester.guildId })
    try {
      const result = await context.revocations.complete(athleteId)
      if (result === 'nothing') return textReply({ key: 'unlink.unrevoked' })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const operators = error.kind === 'application-refused' || error.kind === 'application-inactive'
      return textReply({ key: operators ? 'unlink.pendingOperator' : 'unlink.pending' })
    }
    return textReply({ key: keepsPosts ? 'unlink.doneKept' : 'unlink.done' })
  },
})
