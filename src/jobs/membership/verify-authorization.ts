import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { defineBackgroundJob } from '../define-job.ts'
import { removeMember } from './remove-member.ts'

/** Between two tries when Strava does not say how it is. Milliseconds. */
const RETRY_INTERVAL_MS = 15 * 60_000

/** Between two checks of the same athlete, however many events come. Milliseconds. */
const MIN_CHECK_INTERVAL_MS = 10 * 60_000

/** Not now: the job waits for that moment, and uses up no attempt. */
const waitUntil = (at: number) =>
  new AppError('rate-limited', 'whether access was taken back was checked a moment ago', {
    userMessage: { key: 'error.unforeseen' },
    retry: { kind: 'at', at },
  })

/**
 * Finds out whether an athlete really took the grant back, by trying it: anybody could send such an event. If so, everything of
 * theirs goes, posts included. Events that come soon after a check are checked together, later.
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
        return removeMember(link, context, { keepsPosts: false, reason: 'revoked on Strava' })
      // Nothing was found out.
      await context.authorizationChecks.forget(athleteId)
      // It says itself when, and has its place then; or no key opens the tokens, and nothing can be tried.
      if (error.retry.kind === 'at' || error.kind === 'token-undecryptable') throw error
      // An outage or the operator's mistake says nothing about the grant: it is tried again when that may be over.
      throw new AppError(error.kind, error.message, {
        userMessage: error.userMessage,
        retry: { kind: 'at', at: context.now() + RETRY_INTERVAL_MS },
      })
    }
  },
})
