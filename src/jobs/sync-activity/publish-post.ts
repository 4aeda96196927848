import { createHash } from 'node:crypto'
import type { Activity } from '../../core/activity.ts'
import { type ActivityCard, toActivityCard } from '../../core/activity-card.ts'
import { amountsOf } from '../../core/amounts.ts'
import { badgesOf } from '../../core/badges.ts'
import { type Feed, isRemoved } from '../../core/feed.ts'
import type { Post } from '../../core/post.ts'
import { combineHashes, type Plan, planPost } from '../../core/post-rules.ts'
import { type ActivityMessage, activityReply } from '../../discord/components/activity-message.ts'
import { AppError } from '../../errors.ts'
import type { ReplyButton } from '../../i18n/message.ts'
import { requestApproval, withdrawApproval } from '../approvals/request-approval.ts'
import type { JobContext } from '../job-context.ts'
import { drawMap, mapOf } from '../map-image.ts'
import { holdBack, inaccessibleReason, isChannelInaccessible } from './hold-back.ts'
import { activityUrl, nonceOf, type PostTarget } from './post-target.ts'
import { postInForum, unlessDeleted, whereInForum } from './publish-in-forum.ts'

/** What a post can be asked: ids alone, so that it works for as long as the message stands, whichever process made it. */
const detailsButton = (userId: string, activityId: string, channelId: string): ReplyButton => ({
  label: 'button.details',
  customId: `post-details:${userId}:${activityId}:${channelId}`,
})

const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 10)

/**
 * What Strava's list says of an activity, as a short hash: lists and details give the same. Records and achievements are counted
 * some time after an upload, and flagged whenever somebody doubts it, and no event tells of it.
 */
export function summaryHashOf(activity: Activity): string {
  const { name, sportType, indoor, visibility, flagged } = activity
  return hash([name, sportType, amountsOf(activity), indoor, visibility, flagged, badgesOf(activity)])
}

const DELETED_BY_USER = 'the post was deleted in Discord'

/** The feed itself is paused, or, in a forum, this member's own post there is shut. */
async function pauseReason({ link, place: { feed } }: PostTarget, context: JobContext): Promise<Feed['paused']> {
  if (feed.paused || !feed.forum) return feed.paused
  const { guildId, channelId: forumId } = feed
  const shutForums = await context.heldBack.pausedThreadsIn(link.userId, [{ guildId, forumId }])
  return shutForums.has(forumId) ? 'no-permission' : undefined
}

/**
 * Brings one channel to agree with Strava about one activity, and remembers it. Every step can be done twice: what is begun is
 * written down before Discord is called, with a nonce, and what was begun and not finished is looked for in the channel first.
 */
export async function syncPost(target: PostTarget, context: JobContext): Promise<void> {
  const { link, activityId, activity, place } = target
  const { feed, preference, post } = place
  const { athleteId, userId, linkedAt } = link
  const { channelId, guildId, locale } = feed
  const card = activity && toActivityCard({ userId, activity, units: feed.units })
  const map = activity && (await mapOf({ activity, userId, units: feed.units }, context))
  // Without a language it is as it was before there were languages, so that nothing is edited for that.
  const hashWithoutMap = hash(card && locale ? [card, locale] : (card ?? null))
  let contentHash = map ? combineHashes(hashWithoutMap, hash(map)) : hashWithoutMap
  const summaryHash = target.summaryHash ?? (activity ? summaryHashOf(activity) : '')
  const endedAt = activity?.endedAt ?? post?.endedAt ?? 0
  const pausedBy = await pauseReason(target, context)
  const planWith = (paused: Feed['paused']) =>
    planPost({ activity, post, preference, feed: { ...feed, paused }, contentHash, linkedAt, now: context.now() })
  const plan: Plan = planWith(pausedBy)
  /** One line for each end: by it the operator can say why something appeared, or did not. */
  const planReason = activity ? plan.reason : 'deleted on Strava, or visible to the athlete alone'
  const report = (end: string, reason = planReason, level: 'info' | 'debug' = 'info') =>
    context.log[level]({ activityId, guildId, channelId, reason }, end)
  const VERBS = { post: 'posted', ask: 'asked', edit: 'edited', delete: 'deleted', nothing: 'posted' } as const
  const reportUndone = (reason: string) => report(`not ${VERBS[plan.action]}`, reason)
  const isRestricted = activity?.visibility === 'followers_only' || activity?.muted === true
  const savePost = (more: Pick<Post, 'state'> & Partial<Post>) =>
    context.posts.write(athleteId, activityId, channelId, {
      generation: 1,
      ...post,
      guildId,
      contentHash,
      summaryHash,
      endedAt,
      isRestricted,
      ...more,
    })

  switch (plan.action) {
    case 'nothing':
      // What was decided once needs no further read until Strava lists something else; a paused feed decides nothing.
      if (activity && !pausedBy && post?.summaryHash !== summaryHash)
        await savePost({ state: post?.state ?? 'ignored', contentHash: post?.contentHash ?? '' })
      if (pausedBy && !isRemoved(feed) && planWith(undefined).action !== 'nothing')
        await context.heldBack.add(guildId, athleteId, activityId, context.now())
      // Where a list was compared, or nothing changed, nobody asks why.
      report(
        post?.state === 'posted' ? 'not edited' : 'not posted',
        planReason,
        target.summaryHash !== undefined || plan.reason === 'unchanged' ? 'debug' : 'info',
      )
      return

    case 'ask':
    case 'post': {
      if (!card || !activity) return
      const message = await buildMessage(card)
      if (!message) return
      if (plan.action === 'ask') {
        await requestApproval({ card: message, target, savePost }, context)
        return report('asked')
      }
      const found = post?.state === 'posting' ? await pauseFeedOnError(() => finishPosting(message)) : false
      return found === false ? beginPosting(message) : undefined
    }

    case 'edit': {
      if (!card || !post?.messageId) return
      const message = await buildMessage(card)
      if (!message) return
      if (post.contentHash === contentHash) return savePost({ state: 'posted' })
      const result = await pauseFeedOnError(() =>
        edit(post.messageChannelId ?? channelId, post.messageId as string, message),
      )
      if (result === 'edited') {
        await savePost({ state: 'posted' })
        report('edited')
      }
      if (result === 'gone') {
        await savePost({ state: 'deleted-by-user' })
        reportUndone(DELETED_BY_USER)
      }
      return
    }

    case 'delete': {
      if (post?.state === 'awaiting-approval') {
        await withdrawApproval(target, context)
        return report('approval withdrawn')
      }
      // Written down first: should this process die, the message was not deleted by hand.
      const deleting: Post = {
        generation: 1,
        contentHash: '',
        ...post,
        guildId,
        summaryHash,
        endedAt,
        state: 'deleting',
      }
      await context.posts.write(athleteId, activityId, channelId, deleting)
      const removed = await pauseFeedOnError(async () => {
        const { messageId, messageChannelId = channelId } = deleting.messageId
          ? deleting
          : ((await findMessage()) ?? {})
        if (messageId) await context.channels.deleteMessage(messageChannelId, messageId)
        return true
      })
      // Where it cannot be taken down now, it is tried again when the channel is open again.
      if (!removed) return
      const { messageId: _, messageChannelId: __, startedAt: ___, ...rest } = deleting
      const withdrawn: Post = { ...rest, state: 'withdrawn', contentHash: '', generation: deleting.generation + 1 }
      await context.posts.write(athleteId, activityId, channelId, withdrawn)
      report('deleted')
      // What was left unfinished is finished; now it counts what Strava says.
      if (post?.state === 'deleting') await syncPost({ ...target, place: { ...place, post: withdrawn } }, context)
    }
  }

  /**
   * The card with its map and the member's picture, as long as they are in the server: one who left shares nothing there any more. A
   * server that is shut says nothing. A map that cannot be drawn is missing until somebody looks again.
   */
  async function buildMessage(card: ActivityCard): Promise<ActivityMessage | undefined> {
    const when = plan.action === 'post' ? 'fresh' : 'cached'
    const found = await pauseFeedOnError(async () => ({ member: await context.members.find(guildId, userId, when) }))
    if (found && !found.member) await forgetMember()
    if (!found?.member) return undefined
    const images = await drawMap(map, context, locale)
    if (!images) contentHash = hashWithoutMap
    const buttons = plan.action === 'ask' ? [] : [detailsButton(userId, activityId, channelId)]
    return { ...card, avatar: found.member.avatar, images: images ?? [], buttons }
  }

  /** Who left the server shares nothing there any more. */
  async function forgetMember(): Promise<void> {
    await context.sharePreferences.remove(userId, guildId)
    reportUndone('the member is not in the server')
  }

  /** Where a message stands that was begun and is not known: in the channel, or in the member's own post of a forum. */
  async function findMessage(): Promise<{ messageChannelId: string; messageId: string } | undefined> {
    const messageChannelId = feed.forum ? await whereInForum(feed, userId, context) : channelId
    if (!messageChannelId) return undefined
    const messageId = await unlessGone(() =>
      context.channels.findActivityMessage(messageChannelId, activityUrl(activityId), post?.startedAt ?? 0),
    )
    return messageId ? { messageChannelId, messageId } : undefined
  }

  /** The process died between posting and remembering: the message may be there. */
  async function finishPosting(card: ActivityMessage): Promise<boolean> {
    const found = await findMessage()
    if (!found) return false
    await edit(found.messageChannelId, found.messageId, card)
    if (feed.forum) await context.forumPosts.save(userId, channelId, found.messageChannelId)
    await markPosted(found)
    return true
  }

  /** It is there, and shows what Strava says now. */
  async function markPosted({
    messageChannelId,
    messageId,
  }: {
    messageChannelId?: string
    messageId: string
  }): Promise<void> {
    const { startedAt: _, ...rest } = post ?? {}
    const where = feed.forum && messageChannelId ? { messageChannelId } : {}
    const what = { guildId, contentHash, summaryHash, endedAt, isRestricted, messageId, ...where }
    await context.posts.write(athleteId, activityId, channelId, { generation: 1, ...rest, ...what, state: 'posted' })
    report('posted')
  }

  async function beginPosting(card: ActivityMessage): Promise<void> {
    const isRetry = post?.state === 'posting'
    const nonce = nonceOf(channelId, activityId, post?.generation ?? 1)
    await savePost({ state: 'posting', startedAt: post?.startedAt ?? context.now() })
    const posted = await pauseFeedOnError(async () =>
      feed.forum
        ? postInForum({ feed, userId, card, nonce }, context)
        : context.channels.sendMessage(channelId, activityReply(card), nonce, locale),
    )
    // It had come there, and somebody deleted it before that was known.
    if (posted === 'deleted-by-user') {
      reportUndone(DELETED_BY_USER)
      return savePost({ state: 'deleted-by-user' })
    }
    if (posted && posted !== 'left') {
      const place = { messageChannelId: channelId, ...posted }
      // The same nonce may have given the message of the first try, with what it showed then.
      const isUpToDate = !isRetry || (await pauseFeedOnError(() => edit(place.messageChannelId, place.messageId, card)))
      return isUpToDate ? markPosted(place) : undefined
    }
    if (posted === 'left') await forgetMember()
    if (post) await context.posts.write(athleteId, activityId, channelId, post)
    else await context.posts.forget(athleteId, activityId, channelId)
  }

  /** In a forum it stands in the member's own post, which may be gone. */
  function unlessGone<T>(work: () => Promise<T>): Promise<T | undefined> {
    return feed.forum ? unlessDeleted(work) : work()
  }

  /** `gone` when somebody deleted the message, or what it stood in. */
  async function edit(messageChannelId: string, messageId: string, card: ActivityMessage): Promise<'edited' | 'gone'> {
    return (
      (await unlessGone(() =>
        context.channels.editMessage(messageChannelId, messageId, activityReply(card), locale),
      )) ?? 'gone'
    )
  }

  /**
   * Discord refuses this message, whoever sends it and whenever, and takes others: it is not sent again until Strava says something
   * else of its activity.
   */
  async function markRefused(): Promise<void> {
    if (plan.action === 'edit' && post) await savePost({ state: post.state, contentHash: post.contentHash })
    // What was begun before may stand there, and has to be found again.
    if (plan.action === 'post' && post?.state !== 'posting') await savePost({ state: 'ignored', contentHash: '' })
  }

  /** What is shut is left alone until it is open again; nothing is lost, since what waits is remembered. */
  async function pauseFeedOnError<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof AppError && error.kind === 'discord-refused') await markRefused()
      if (!isChannelInaccessible(error)) throw error
      if (!isRemoved(feed)) await holdBack({ feed, userId, athleteId, activityId }, error, context)
      reportUndone(inaccessibleReason(error))
      return undefined
    }
  }
}
