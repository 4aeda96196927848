import { toActivityCard } from '../domain/card.ts'
import type { Post } from '../domain/post.ts'
import { AppError } from '../errors.ts'
import type { Question, ShownCard } from '../text/notice.ts'
import type { JobDeps } from './deps.ts'
import { dropQuestion } from './drop-question.ts'
import { drawMap, mapOf } from './map.ts'
import { nonceOf, type Subject } from './subject.ts'

/** A question that is not answered is dropped after this long. Milliseconds. */
export const QUESTION_LIFE = 24 * 3600_000

/** The finished card, with what the member can do about it. */
export function toQuestion(card: ShownCard, channelId: string): Question {
  const press = (what: string) => `${what}:${card.item.id}:${channelId}`
  return {
    kind: 'question',
    card,
    say: { key: 'question.text', values: { channel: { channel: channelId } } },
    actions: [
      { label: 'button.post', press: press('ask-post') },
      { label: 'button.skip', press: press('ask-skip') },
      { label: 'button.always', press: press('ask-always') },
    ],
  }
}

/**
 * Asks the member privately whether the card may be posted. Where private messages are closed, the question waits for their next
 * command.
 */
export async function askMember(
  input: {
    card: ShownCard
    subject: Subject
    remember: (more: Pick<Post, 'state'> & Partial<Post>) => Promise<void>
  },
  deps: JobDeps,
): Promise<void> {
  const { card, subject, remember } = input
  const { link, activityId, place } = subject
  const { channelId } = place.feed
  const life = place.post?.life ?? 1
  const drop = dropQuestion.request(
    { athleteId: link.athleteId, activityId, channelId, life },
    { delay: QUESTION_LIFE },
  )
  await deps.queue.add(drop)
  try {
    const placeId = await deps.channels.openPrivate(link.userId)
    const posted = await deps.channels.post(
      placeId,
      toQuestion(card, channelId),
      nonceOf(`ask:${channelId}`, activityId, life),
      place.feed.locale,
    )
    if (posted === 'removed') return await remember({ state: 'skipped' })
    await remember({ state: 'asked', messageId: posted.messageId, placeId })
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'discord-forbidden') throw error
    await remember({ state: 'asked' })
    await deps.questions.keep(link.userId, { activityId, channelId }, deps.now() + QUESTION_LIFE)
  }
}

/** Takes back a question that was not answered: the activity may not be shown any more. Should it be shown again, it is asked anew. */
export async function takeBackQuestion({ link, activityId, place }: Subject, deps: JobDeps): Promise<void> {
  const { post, feed } = place
  if (post?.messageId && post.placeId) await deps.channels.remove(post.placeId, post.messageId)
  await deps.questions.drop(link.userId, { activityId, channelId: feed.channelId })
  if (!post) return
  const { messageId: _, placeId: __, ...rest } = post
  const down = { ...rest, state: 'down', shown: '', listed: '', life: post.life + 1 } as const
  await deps.posts.write(link.athleteId, activityId, feed.channelId, down)
}

/** So many questions are offered with one command. */
const OFFERED_AT_ONCE = 2

/** Offers what could not be asked privately: the member is here now. What cannot be shown any more is dropped. */
export async function offerQuestions(
  userId: string,
  offer: (question: Question) => Promise<void>,
  deps: JobDeps,
): Promise<void> {
  const waiting = await deps.questions.waiting(userId)
  const link = waiting.length > 0 ? await deps.links.find(userId) : undefined
  if (!link || !(await deps.questions.mayOffer(userId))) return
  for (const { activityId, channelId } of waiting.slice(0, OFFERED_AT_ONCE)) {
    const post = (await deps.posts.read(link.athleteId, activityId))[channelId]
    const feed = post && (await deps.feeds.find(post.guildId, channelId))
    const activity =
      feed && post.state === 'asked'
        ? await deps.activities.find(link.athleteId, activityId, { withRoute: true })
        : undefined
    if (feed && activity) {
      const { units } = feed
      const [member, pictures = []] = await Promise.all([
        deps.members.find(feed.guildId, userId),
        mapOf({ activity, userId, units }, deps).then((map) => drawMap(map, deps, feed.locale)),
      ])
      await offer(toQuestion({ ...toActivityCard({ userId, activity, units }), ...member, pictures }, channelId))
    } else await deps.questions.drop(userId, { activityId, channelId })
  }
}
