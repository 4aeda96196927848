import { type Activity, STATISTICS, type Statistic } from './activity.ts'
import type { Post } from './post.ts'
import { type Audience, type Choice, mayShow } from './sharing.ts'

/** What the details of an activity said, which lists do not say. `readAt` in epoch milliseconds. */
export interface KnownVisibility {
  readAt: number
  /** Whether the athlete keeps it out of their followers' feeds. */
  muted: boolean
  /** What the athlete hides of it. */
  hidden: ReadonlySet<Statistic>
}

/** What decides how an athlete's activities look in a list. */
export interface ListContext {
  audience: Audience
  guildId: string
  /** What the athlete chose for this server. */
  choice: Choice | undefined
  /** What was read within the last week, by activity. */
  known: ReadonlyMap<string, KnownVisibility>
  /** What is remembered of the athlete's activities, by activity and channel. */
  posts: ReadonlyMap<string, Readonly<Record<string, Post>>>
}

/** What an athlete hides of activities of which nothing else is known: all that was hidden lately; everything, where nothing was read. */
export function usuallyHidden(known: ReadonlyMap<string, KnownVisibility>): ReadonlySet<Statistic> {
  if (known.size === 0) return new Set(STATISTICS)
  return new Set([...known.values()].flatMap(({ hidden }) => [...hidden]))
}

const UNPUBLISHED: ReadonlySet<Post['state']> = new Set(['skipped', 'asked'])
const PUBLISHED: ReadonlySet<Post['state']> = new Set(['up', 'posting'])

/** Whether the athlete said no to an activity in a server, or has not said yes, and no channel there shows it all the same. */
export function isWithheld(posts: Readonly<Record<string, Post>> | undefined, guildId: string): boolean {
  const here = Object.values(posts ?? {}).filter((post) => post.guildId === guildId)
  return here.some(({ state }) => UNPUBLISHED.has(state)) && !here.some(({ state }) => PUBLISHED.has(state))
}

/**
 * An activity as a list shows it; undefined where this audience may not see it. The athlete alone sees all of their own. A channel sees
 * nothing that the athlete skipped in this server or keeps muted, and no statistic that they hide: what is not known to be shown is
 * hidden.
 */
export function asListed(activity: Activity, context: ListContext): Activity | undefined {
  const { audience, guildId, choice, known, posts } = context
  if (!mayShow(activity, audience)) return undefined
  if (audience === 'athlete') return { ...activity, hidden: new Set() }
  const own = known.get(activity.id)
  const isMuted = activity.muted ?? own?.muted ?? false
  if (isMuted && !choice?.muted) return undefined
  if (isWithheld(posts.get(activity.id), guildId)) return undefined
  const hidden = activity.hidden ?? own?.hidden ?? usuallyHidden(known)
  return { ...activity, hidden, start: hidden.has('start_time') && own ? { day: activity.day } : activity.start }
}
