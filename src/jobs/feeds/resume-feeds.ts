import { z } from 'zod'
import { type ChannelAccess, mayPost, type PausedThread, pauseReasonOf } from '../../core/channel-access.ts'
import { AppError } from '../../errors.ts'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobDeps } from '../job-context.ts'
import { syncActivity } from '../sync-activity/sync-activity.ts'

/** How often paused feeds are looked at. Milliseconds. */
export const RESUME_FEEDS_INTERVAL_MS = 60_000

/** What waited is brought so far apart, so that one server does not take all of Strava's limit at once. Milliseconds. */
const SPACING_MS = 500

/** Brings what waited in a server, where the bot may post again. Each activity is read once. */
export async function queueHeldBack(guildId: string, deps: JobDeps): Promise<void> {
  for (const [index, activity] of (await deps.heldBack.take(guildId)).entries())
    await deps.queue.add(syncActivity.request(activity, { delay: index * SPACING_MS }))
}

/**
 * Whether activities wait in a server in which nothing is shut: they were written down while it opened, or a process died before it
 * brought them.
 */
async function hasForgottenActivities(guildId: string, deps: JobDeps): Promise<boolean> {
  const [feeds, threads] = await Promise.all([
    deps.feeds.list(guildId),
    deps.heldBack.pausedThreads(guildId, deps.now()),
  ])
  return threads.length === 0 && feeds.every(({ paused }) => paused === undefined)
}

type AccessCheck = (channelId: string) => Promise<ChannelAccess>

/** Answers whether the feed goes on. */
async function resumeFeed(
  guildId: string,
  channelId: string,
  checkAccess: AccessCheck,
  deps: JobDeps,
): Promise<boolean> {
  const feed = await deps.feeds.find(guildId, channelId)
  if (!feed) {
    await deps.feeds.remove(guildId, channelId)
    return false
  }
  const access = await checkAccess(channelId)
  const why = pauseReasonOf(access)
  if (why === undefined) {
    await deps.feeds.resume(guildId, channelId, deps.now())
    deps.log.info({ guildId, channelId, reason: feed.paused }, 'feed resumed')
    return true
  }
  await deps.feeds.postpone(guildId, channelId, why, deps.now(), access.kind === 'timed-out' ? access.until : undefined)
  return false
}

/** Answers whether the member's activities can go on. A post that is gone is opened anew. */
async function resumeThread(thread: PausedThread, checkAccess: AccessCheck, deps: JobDeps): Promise<boolean> {
  const feed = await deps.feeds.find(thread.guildId, thread.forumId)
  const access = feed ? await checkAccess(thread.threadId) : undefined
  const isOpen = access === undefined || access.kind === 'no-channel' || mayPost(access)
  await (isOpen ? deps.heldBack.resumeThread(thread, deps.now()) : deps.heldBack.postpone(thread, deps.now()))
  return isOpen
}

/**
 * Resumes feeds in whose channels the bot may post again, and members' own posts of forums; what waited is brought. With a server,
 * something changed in it just now: all of it is looked at, and nothing else.
 */
export const resumeFeeds = defineBackgroundJob({
  name: 'resume-feeds',
  payload: z.object({ guildId: z.string().optional() }),
  id: ({ guildId }) => (guildId ? `resume-feeds-${guildId}` : 'resume-feeds'),
  deduplication: 'while-pending',
  attempts: 3,
  async run({ guildId: changedGuildId }, deps) {
    const [feeds, threads] = await Promise.all([
      deps.feeds.dueForRetry(deps.now(), changedGuildId),
      deps.heldBack.threadsDueForRetry(deps.now(), changedGuildId),
    ])
    const guildIds = new Set([...feeds, ...threads].map(({ guildId }) => guildId))
    for (const guildId of guildIds) {
      const checkAccess = deps.channels.accessChecker(guildId)
      const checks = [
        ...feeds
          .filter((feed) => feed.guildId === guildId)
          .map(
            ({ channelId }) =>
              () =>
                resumeFeed(guildId, channelId, checkAccess, deps),
          ),
        ...threads
          .filter((thread) => thread.guildId === guildId)
          .map((thread) => () => resumeThread(thread, checkAccess, deps)),
      ]
      let isAnyOpen = false
      for (const check of checks) {
        try {
          if (await check()) isAnyOpen = true
        } catch (error) {
          // One channel that cannot be asked about does not hold up the others: it is looked at again next time.
          if (!(error instanceof AppError)) throw error
        }
      }
      if (isAnyOpen) await queueHeldBack(guildId, deps)
    }
    for (const guildId of changedGuildId ? [] : await deps.heldBack.guilds())
      if (await hasForgottenActivities(guildId, deps)) await queueHeldBack(guildId, deps)
  },
})
