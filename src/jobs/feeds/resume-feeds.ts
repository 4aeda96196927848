import * as z from 'zod'
import { type ChannelAccess, mayPost, type PausedThread, pauseReasonOf } from '../../core/channel-access.ts'
import { AppError } from '../../errors.ts'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobContext } from '../job-context.ts'
import { syncActivity } from '../sync-activity/sync-activity.ts'

/** How often paused feeds are checked. Milliseconds. */
export const RESUME_FEEDS_INTERVAL_MS = 60_000

/**
 * Held-back activities are posted this far apart, so that one server does not use all of Strava's limit at once.
 * Milliseconds.
 */
const SPACING_MS = 500

/** Queues a server's held-back activities once the bot may post again. Each activity is read once. */
export async function queueHeldBack(guildId: string, context: JobContext): Promise<void> {
  for (const [index, activity] of (await context.heldBack.take(guildId)).entries())
    await context.queue.add(syncActivity.request(activity, { delay: index * SPACING_MS }))
}

/**
 * Whether activities wait in a server in which nothing is paused: they were added while a feed resumed, or a process
 * died before it queued them.
 */
async function hasForgottenActivities(guildId: string, context: JobContext): Promise<boolean> {
  const [feeds, threads] = await Promise.all([
    context.feeds.list(guildId),
    context.heldBack.pausedThreads(guildId, context.now()),
  ])
  return threads.length === 0 && feeds.every(({ pauseReason }) => pauseReason === undefined)
}

type AccessCheck = (channelId: string) => Promise<ChannelAccess>

/** Returns whether the feed resumed. */
async function resumeFeed(
  guildId: string,
  channelId: string,
  checkAccess: AccessCheck,
  context: JobContext,
): Promise<boolean> {
  const feed = await context.feeds.find(guildId, channelId)
  if (!feed) {
    await context.feeds.remove(guildId, channelId)
    return false
  }
  const access = await checkAccess(channelId)
  const why = pauseReasonOf(access)
  if (why === undefined) {
    await context.feeds.resume(guildId, channelId, context.now())
    context.log.info({ guildId, channelId, reason: feed.pauseReason }, 'feed resumed')
    return true
  }
  await context.feeds.postpone(
    guildId,
    channelId,
    why,
    context.now(),
    access.kind === 'timed-out' ? access.until : undefined,
  )
  return false
}

/** Returns whether the member's activities can be posted again. A deleted thread is replaced. */
async function resumeThread(thread: PausedThread, checkAccess: AccessCheck, context: JobContext): Promise<boolean> {
  const feed = await context.feeds.find(thread.guildId, thread.forumId)
  const access = feed ? await checkAccess(thread.threadId) : undefined
  const isOpen = access === undefined || access.kind === 'no-channel' || mayPost(access)
  await (isOpen
    ? context.heldBack.resumeThread(thread, context.now())
    : context.heldBack.postpone(thread, context.now()))
  return isOpen
}

/**
 * Resumes feeds and forum threads in which the bot may post again, and queues what was held back. With a server:
 * something changed there just now, so all its paused feeds and threads are checked, and no others.
 */
export const resumeFeeds = defineBackgroundJob({
  name: 'resume-feeds',
  payload: z.object({ guildId: z.string().optional() }),
  id: ({ guildId }) => (guildId ? `resume-feeds-${guildId}` : 'resume-feeds'),
  deduplication: 'while-pending',
  attempts: 3,
  async execute({ guildId: changedGuildId }, context) {
    const [feeds, threads] = await Promise.all([
      context.feeds.dueForRetry(context.now(), changedGuildId),
      context.heldBack.threadsDueForRetry(context.now(), changedGuildId),
    ])
    const guildIds = new Set([...feeds, ...threads].map(({ guildId }) => guildId))
    for (const guildId of guildIds) {
      const checkAccess = context.channels.accessChecker(guildId)
      const checks = [
        ...feeds
          .filter((feed) => feed.guildId === guildId)
          .map(
            ({ channelId }) =>
              () =>
                resumeFeed(guildId, channelId, checkAccess, context),
          ),
        ...threads
          .filter((thread) => thread.guildId === guildId)
          .map((thread) => () => resumeThread(thread, checkAccess, context)),
      ]
      let isAnyOpen = false
      for (const check of checks) {
        try {
          if (await check()) isAnyOpen = true
        } catch (error) {
          // A channel that cannot be checked does not block the others: it is checked again next time.
          if (!(error instanceof AppError)) throw error
        }
      }
      if (isAnyOpen) await queueHeldBack(guildId, context)
    }
    for (const guildId of changedGuildId ? [] : await context.heldBack.guilds())
      if (await hasForgottenActivities(guildId, context)) await queueHeldBack(guildId, context)
  },
})
