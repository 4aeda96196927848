import { takesNoNewPosts } from '../../core/feed.ts'
import { nextPost, type PostFacts, type PostResult } from '../../core/next-post.ts'
import type { Post } from '../../core/post.ts'
import { type Plan, type PlanInput, planPost } from '../../core/post-rules.ts'
import { hasKind } from '../../errors.ts'
import type { JobContext } from '../job-context.ts'
import { carryOut, type PostWork } from './carry-out-plan.ts'
import { contentHashOf, contentOf, summaryHashOf } from './post-content.ts'
import type { PostTarget } from './post-target.ts'
import { recordDecision } from './record-decision.ts'

function factsOf({ activity, summaryHash, place: { feed, post } }: PostTarget): PostFacts {
  return {
    guildId: feed.guildId,
    summaryHash: summaryHash ?? (activity ? summaryHashOf(activity) : ''),
    endedAt: activity?.endedAt ?? post?.endedAt ?? 0,
    isRestricted: activity?.visibility === 'followers_only' || activity?.muted === true,
  }
}

/** Saves the results of one post. An unchanged post is not written. */
function createPostSaver(target: PostTarget, context: JobContext) {
  const { link, activityId, place } = target
  const { feed, post } = place
  const facts = factsOf(target)
  const now = context.now()
  let stored = place.decidedIn === undefined ? post : undefined
  return async (result: PostResult): Promise<Post | undefined> => {
    const next = nextPost(post, result, facts, now)
    if (next === stored) return next
    if (next) await context.posts.write(link.athleteId, activityId, feed.channelId, next)
    else await context.posts.forget(link.athleteId, activityId, feed.channelId)
    if (place.decidedIn !== undefined) await context.posts.forget(link.athleteId, activityId, place.decidedIn)
    stored = next
    return next
  }
}

/** A message that Discord refuses is a result: it is saved, so that it is not sent again and again. */
async function carryOutUnlessRefused(work: PostWork, context: JobContext): Promise<PostResult> {
  try {
    return await carryOut(work, context)
  } catch (error) {
    const sends = work.plan.action === 'post' || work.plan.action === 'edit'
    if (!sends || !hasKind(error, 'discord-refused')) throw error
    return { kind: 'refused', error }
  }
}

const DONE: Partial<Record<PostResult['kind'], string>> = {
  asked: 'asked',
  declined: 'asked',
  'approval-withdrawn': 'approval withdrawn',
  posted: 'posted',
  edited: 'edited',
  deleted: 'deleted',
}

const UNDONE: Record<Plan['action'], string> = {
  post: 'not posted',
  ask: 'not asked',
  edit: 'not edited',
  delete: 'not deleted',
  nothing: 'not posted',
}

/** Why a plan was not completed; undefined if it was. */
function undoneReason(result: PostResult): string | undefined {
  switch (result.kind) {
    case 'deleted-by-user':
      return 'the post was deleted in Discord'
    case 'member-left':
      return 'the member is not in the server'
    case 'over-limit':
      return 'over the daily limit'
    case 'refused':
      return 'Discord refuses the message'
    case 'inaccessible':
    case 'posting':
    case 'deleting':
      return result.reason
    default:
      return undefined
  }
}

/** Records the result of a plan. */
async function recordResult(target: PostTarget, plan: Plan, result: PostResult, context: JobContext): Promise<void> {
  const { link, activity, activityId, place, summaryHash } = target
  const { guildId, channelId } = place.feed
  const planReason = activity ? plan.reason : 'deleted on Strava or visible only to the athlete'
  const { messageId } = (result.kind === 'posted' || result.kind === 'asked' ? result.message : place.post) ?? {}
  const record = (outcome: string, reason: string) =>
    recordDecision({ athleteId: link.athleteId, activityId, guildId, channelId, outcome, reason, messageId }, context)
  const [done, reason] = [DONE[result.kind], undoneReason(result)]
  if (plan.action === 'nothing') {
    const outcome = place.post?.state === 'posted' ? 'not edited' : 'not posted'
    // Routine: a list was compared, or nothing changed.
    if (summaryHash !== undefined || plan.reason === 'unchanged')
      return context.log.debug({ activityId, guildId, channelId, reason: planReason }, outcome)
    await record(outcome, planReason)
  } else if (done) await record(done, planReason)
  else if (reason) await record(UNDONE[plan.action], reason)
}

/** The plan for one activity in one channel. */
export function planFor(target: PostTarget, { now }: Pick<JobContext, 'now'>) {
  const { link, activity, place } = target
  const { feed, preference, post } = place
  const content = contentOf(target)
  const input: PlanInput = {
    ...{ activity, post, preference, feed },
    ...{ contentHash: contentHashOf(content, feed.locale), linkedAt: link.linkedAt, now: now() },
  }
  return { content, input, plan: planPost(input) }
}

/**
 * Makes one channel agree with Strava about one activity, and saves the result. Every step can be repeated: it is saved
 * before Discord is called, messages have a nonce, and after an interruption the message is looked for in the channel
 * first.
 */
export async function syncPost(target: PostTarget, context: JobContext): Promise<PostResult> {
  const { link, place } = target
  const { feed, post } = place
  const { content, input, plan } = planFor(target, context)
  const save = createPostSaver(target, context)
  const result = await carryOutUnlessRefused({ target, content, input, plan, save }, context)
  if (result.kind === 'member-left') {
    await context.sharePreferences.remove(link.userId, feed.guildId)
    if (plan.action === 'edit') return syncPost({ ...target, place: { ...place, preference: undefined } }, context)
  }
  const next = await save(result)
  await recordResult(target, plan, result, context)
  if (plan.action !== 'nothing') context.metrics.postEnded(result.kind)
  if (result.kind === 'refused') throw result.error
  // An interrupted deletion is finished first, whatever Strava says. Then the activity as it is now decides.
  if (post?.state === 'deleting' && result.kind === 'deleted' && !takesNoNewPosts(feed))
    return syncPost({ ...target, place: { ...place, post: next } }, context)
  return result
}
