import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { defineBackgroundJob } from '../define-job.ts'
import { deleteMemberData } from './delete-member-data.ts'

/** Pause between two attempts if Strava does not say when to retry. Milliseconds. */
const RETRY_INTERVAL_MS = 15 * 60_000

/** Minimum pause between two checks of the same athlete, however many events arrive. Milliseconds. */
const MIN_CHECK_INTERVAL_MS = 10 * 60_000

/** Delays the job until that time without using up an attempt. */
const waitUntil = (at: number) =>
  new AppError('rate-limited', 'the authorization was checked a moment ago', {
    userMessage: { key: 'error.unforeseen' },
    retry: { kind: 'at', at },
  })

/**
 * Checks whether an athlete really revoked access, by a call to Strava: anyone could send such an event. If so, deletes
 * all their data and posts. Events soon after a check are checked together, later.
 */
export const verifyAuthorization = defineBackgroundJob({
  name: 'verify-authorization',
  payload: z.object({ athleteId: z.string() }),
  id: ({ athleteId }) => `verify-authorization-${athleteId}`,
  deduplication: 'while-pending',
  attempts: 8,
  async execute({ athleteId }, context) {
    const userId = await context.links.ownerOf(athleteId)
    const link = userId === undefined ? undefined : await context.links.find(userId)
    if (!link) return
    const lastAt = await context.authorizationChecks.lastAt(athleteId)
    const nextAt = lastAt === undefined ? 0 : lastAt + MIN_CHECK_INTERVAL_MS
    if (context.now() < nextAt) throw waitUntil(nextAt)
    await context.authorizationChecks.note(athleteId, context.now())
    try {
      await context.activities.page(athleteId, { page: 1, perPage: 1 })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.kind === 'authorization-revoked')
        return deleteMemberData(link, context, { keepsPosts: false, reason: 'revoked on Strava' })
      // The check was inconclusive.
      await context.authorizationChecks.forget(athleteId)
      // Either the error says when to retry, or no key decrypts the tokens and a retry is useless.
      if (error.retry.kind === 'at' || error.kind === 'token-undecryptable') throw error
      // An outage or a misconfiguration says nothing about the grant: try again when that may be over.
      throw new AppError(error.kind, error.message, {
        userMessage: error.userMessage,
        retry: { kind: 'at', at: context.now() + RETRY_INTERVAL_MS },
      })
    }
  },
})
