import { type Activity, STATISTICS, type Statistic } from './activity.ts'
import type { Post } from './post.ts'
import { hiddenReason } from './post-rules.ts'
import { type Audience, mayShow, type SharePreference } from './sharing.ts'

/** Visibility from the detailed activity; lists don't include it. `readAt` in epoch milliseconds. */
export interface KnownVisibility {
  readAt: number
  /** Kept out of followers' feeds. */
  muted: boolean
  hidden: ReadonlySet<Statistic>
}

/** What decides how an athlete's activities look in a list. */
export interface ListContext {
  audience: Audience
  guildId: string
  /** Of the athlete, for this server. */
  preference: SharePreference | undefined
  /** Read within the last week, by activity id. */
  known: ReadonlyMap<string, KnownVisibility>
  /** The athlete's posts, by activity id and channel id. */
  posts: ReadonlyMap<string, Readonly<Record<string, Post>>>
}

/** What to hide of activities with unknown settings: all that was hidden lately, or everything if nothing is known. */
function defaultHiddenStatistics(known: ReadonlyMap<string, KnownVisibility>): ReadonlySet<Statistic> {
  if (known.size === 0) return new Set(STATISTICS)
  return new Set([...known.values()].flatMap(({ hidden }) => [...hidden]))
}

const SHOWN_STATES: ReadonlySet<Post['state']> = new Set(['posted', 'posting'])

const hasOnlyStates =
  (states: readonly Post['state'][]) => (posts: Readonly<Record<string, Post>>, guildId: string) => {
    const here = Object.values(posts).filter((post) => post.guildId === guildId)
    return here.some(({ state }) => states.includes(state)) && !here.some(({ state }) => SHOWN_STATES.has(state))
  }

/** Whether the athlete declined the activity in this server and no channel there shows it. */
export const isDeclined = hasOnlyStates(['declined'])

/** Whether the athlete declined it or hasn't answered yet, and no channel there shows it. */
export const isNotApproved = hasOnlyStates(['declined', 'awaiting-approval'])

/**
 * Whether other members of a server may see the details of an activity. Details include muting: unknown counts as
 * muted.
 */
export const mayOthersSee = (
  activity: Activity,
  {
    guildId,
    preference,
    posts,
  }: Pick<ListContext, 'guildId' | 'preference'> & { posts: Readonly<Record<string, Post>> },
): boolean =>
  mayShow(activity, 'channel') && hiddenReason(activity, preference) === undefined && !isNotApproved(posts, guildId)

/**
 * Whether the athlete excludes a public activity from what this server sees: skipped or not answered here, or muted.
 */
export function isExcluded(
  { id, muted }: Pick<Activity, 'id' | 'muted'>,
  { guildId, preference, known, posts }: ListContext,
): boolean {
  const isMuted = muted ?? known.get(id)?.muted ?? false
  return (isMuted && !preference?.muted) || isNotApproved(posts.get(id) ?? {}, guildId)
}

/** The activities that are known to be excluded from what this server sees. */
export function excludedIdsOf(context: ListContext): ReadonlySet<string> {
  const ids = [...context.known.keys(), ...context.posts.keys()]
  return new Set(ids.filter((id) => isExcluded({ id, muted: undefined }, context)))
}

/**
 * An activity as shown in a list; undefined if this audience may not see it. Athletes see everything of their own.
 * Channels don't see activities that the athlete skipped here or keeps muted, nor statistics that they hide. Unknown
 * visibility counts as hidden.
 */
export function redactForList(activity: Activity, context: ListContext): Activity | undefined {
  const { audience, known } = context
  if (!mayShow(activity, audience)) return undefined
  if (audience === 'athlete') return { ...activity, hidden: new Set() }
  if (isExcluded(activity, context)) return undefined
  const details = known.get(activity.id)
  const hidden = activity.hidden ?? details?.hidden ?? defaultHiddenStatistics(known)
  return { ...activity, hidden, start: hidden.has('start_time') && details ? { day: activity.day } : activity.start }
}
