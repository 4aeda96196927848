import { z } from 'zod'
import { AppError } from '../errors.ts'
import { notice } from '../text/notice.ts'
import { askId, askSchema } from './ask.ts'
import { defineAskedJob } from './define.ts'
import { leave } from './leave.ts'
import { revokeGrant } from './revoke-grant.ts'

/** Asks once before everything of the member's is removed. */
export const askUnlink = defineAskedJob({
  name: 'ask-unlink',
  payload: z.object({ ask: askSchema }),
  id: askId('ask-unlink'),
  attempts: 3,
  async run({ ask }, deps) {
    const link = await deps.links.find(ask.userId)
    if (!link) return notice({ key: 'unlink.nothing' })
    return notice({ key: 'unlink.ask' }, [
      { label: 'button.unlink', press: 'unlink', danger: true },
      { label: 'button.unlinkKeep', press: 'unlink-keep' },
      { label: 'button.keep', press: 'keep' },
    ])
  },
})

/**
 * Removes everything of the member's, takes down what stands in channels unless they leave it, and revokes the grant at Strava. The
 * revocation is queued before anything is removed, so that it happens even if this process dies in between; done a second time,
 * nothing is left to do.
 */
export const unlink = defineAskedJob({
  name: 'unlink',
  payload: z.object({ ask: askSchema, keepsPosts: z.boolean() }),
  id: askId('unlink'),
  attempts: 3,
  async run({ ask, keepsPosts }, deps) {
    const link = await deps.links.find(ask.userId)
    if (!link) return notice({ key: 'unlink.already' })
    const { athleteId } = link
    await deps.queue.add(revokeGrant.request({ athleteId }))
    await deps.revocations.prepare(athleteId)
    await leave(link, deps, { keepsPosts, reason: 'unlinked', guildId: ask.guildId })
    try {
      const result = await deps.revocations.carryOut(athleteId)
      if (result === 'nothing') return notice({ key: 'unlink.unrevoked' })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const operators = error.kind === 'application-refused' || error.kind === 'application-inactive'
      return notice({ key: operators ? 'unlink.pendingOperator' : 'unlink.pending' })
    }
    return notice({ key: keepsPosts ? 'unlink.doneKept' : 'unlink.done' })
  },
})
