import { createHash } from 'node:crypto'
import type { Activity } from '../domain/activity.ts'
import { toActivityCard } from '../domain/card.ts'
import type { Feed } from '../domain/feed.ts'
import { type Plan, planPost } from '../domain/plan.ts'
import type { Choice } from '../domain/sharing.ts'
import { AppError } from '../errors.ts'
import type { JobDeps, Linked, Post } from './deps.ts'
import { postInForum, whereInForum } from './forum.ts'
import { pauseFeed } from './pause-feed.ts'
import { askMember, takeBackQuestion } from './question.ts'
import type { Subject } from './subject.ts'

const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 10)

/** What Strava's list says of an activity, as a short hash: lists and details give the same. */
export const listedHash = ({ name, sportType, distance, movingTime, elevationGain, visibility }: Activity): string =>
  hash([name, sportType, distance, movingTime, elevationGain, visibility])

/** The same for the same life of the same post, so that Discord gives the message that is there already. At most 25 characters. */
const nonceOf = (activityId: string, channelId: string, life: number) => {
  const text = `${activityId}:${channelId}:${life}`
  return createHash('sha256').update(text).digest('base64url').slice(0, 24)
}

const addressOf = (activityId: string) => `https://www.strava.com/activities/${activityId}`

/** Discord has no such channel any more, or does not let the bot post there. */
const isShut = (error: unknown): error is AppError =>
  error instanceof AppError && (error.kind === 'discord-forbidden' || error.kind === 'discord-gone')

/**
 * Brings one channel to agree with Strava about one activity, and remembers it. Every step can be done twice: what is begun is
 * written down before Discord is called, with a nonce, and what was begun and not finished is looked for in the channel first.
 */
export async function bringToAgree(subject: Subject, deps: JobDeps): Promise<void> {
  const { link, activityId, activity, place } = subject
  const { feed, choice, post } = place
  const { athleteId, userId, linkedAt } = link
  const { channelId, guildId } = feed
  const card = activity && toActivityCard({ userId, activity, units: feed.units })
  const shows = hash(card ?? null)
  const listed = activity ? listedHash(activity) : ''
  const endedAt = activity?.endedAt ?? post?.endedAt ?? 0
  const plan: Plan = planPost({ activity, remembered: post, choice, feed, shows, linkedAt, now: deps.now() })
  deps.log.debug({ plan: plan.do, because: plan.because }, 'a post was planned')
  const narrow = activity?.visibility === 'followers_only' || activity?.muted === true
  const remember = (more: Pick<Post, 'state'> & Partial<Post>) =>
    deps.posts.write(athleteId, activityId, channelId, {
      life: 1,
      ...post,
      guildId,
      shown: shows,
      listed,
      endedAt,
      narrow,
      ...more,
    })

  switch (plan.do) {
    case 'nothing':
      // What was decided once needs no further read until Strava lists something else; a paused feed decides nothing.
      if (activity && !feed.paused && post?.listed !== listed)
        await remember({ state: post?.state ?? 'passed', shown: post?.shown ?? '' })
      return

    case 'ask':
    case 'post': {
      if (!card || !activity) return
      if (!(await deps.members.has(guildId, userId))) {
        await deps.links.forgetShare(userId, guildId)
        return
      }
      if (plan.do === 'ask') return askMember({ card, subject, remember }, deps)
      return post?.state === 'posting' && (await finishPosting()) ? undefined : beginPosting()
    }

    case 'edit': {
      if (!card || !post?.messageId) return
      const result = await orPause(() => deps.channels.edit(post.placeId ?? channelId, post.messageId as string, card))
      if (result === 'edited') await remember({ state: 'up' })
      if (result === 'gone') await remember({ state: 'removed' })
      return
    }

    case 'delete': {
      if (post?.state === 'asked') return takeBackQuestion(subject, deps)
      const removed = await orPause(async () => {
        const messageId = post?.messageId ?? (await deps.channels.findOwn(channelId, addressOf(activityId)))
        if (messageId) await deps.channels.remove(post?.placeId ?? channelId, messageId)
        return true
      })
      // Where it cannot be taken down now, it is tried again when the channel is open again.
      if (!removed) return
      const { messageId: _, placeId: __, ...rest } = post ?? { life: 1 }
      await deps.posts.write(athleteId, activityId, channelId, {
        ...rest,
        guildId,
        state: 'down',
        shown: '',
        listed,
        endedAt,
        life: (post?.life ?? 1) + 1,
      })
    }
  }

  /** The process died between posting and remembering: the message may be there. */
  async function finishPosting(): Promise<boolean> {
    const placeId = feed.forum ? await whereInForum(feed, userId, deps) : channelId
    const messageId = placeId && (await deps.channels.findOwn(placeId, addressOf(activityId)))
    if (!messageId || !card) return false
    await deps.channels.edit(placeId, messageId, card)
    if (feed.forum) await deps.forumPosts.keep(userId, channelId, placeId)
    await remember({ state: 'up', messageId, ...(feed.forum ? { placeId } : {}) })
    return true
  }

  async function beginPosting(): Promise<void> {
    if (!card) return
    const nonce = nonceOf(activityId, channelId, post?.life ?? 1)
    await remember({ state: 'posting' })
    const posted = await orPause(() =>
      feed.forum ? postInForum({ feed, userId, card, nonce }, deps) : deps.channels.post(channelId, card, nonce),
    )
    if (posted) await remember({ state: 'up', ...posted })
    else if (post) await deps.posts.write(athleteId, activityId, channelId, post)
    else await deps.posts.forget(athleteId, activityId, channelId)
  }

  /** A channel that is shut pauses its feed; nothing is lost, since the catch-up comes back to it. */
  async function orPause<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (!isShut(error)) throw error
      await pauseFeed(feed, error.kind === 'discord-gone' ? 'no-channel' : 'no-permission', deps)
      return undefined
    }
  }
}
