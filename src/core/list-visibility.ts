import { type Activity, STATISTICS, type Statistic } from './activity.ts'
import type { Post } from './post.ts'
import { type Audience, mayShow, type SharePreference } from './sharing.ts'

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
  preference: SharePreference | undefined
  /** What was read within the last week, by activity. */
  known: ReadonlyMap<string, KnownVisibility>
  /** What is remembered of the athlete's activities, by activity and channel. */
  posts: ReadonlyMap<string, Readonly<Record<string, Post>>>
}

/** What an athlete hides of activities of which nothing else is known: all that was hidden lately; everything, where nothing was read. */
function defaultHiddenStatistics(known: ReadonlyMap<string, KnownVisibility>): ReadonlySet<Statistic> {
  if (known.size === 0) return new Set(STATISTICS)
  return new Set([...known.values()].flatMap(({ hidden }) => [...hidden]))
}

const PUBLISHED_STATES: ReadonlySet<Post['state']> = new Set(['posted', 'posting'])

const hasOnlyStates =
  (states: readonly Post['state'][]) => (posts: Readonly<Record<string, Post>>, guildId: string) => {
    const here = Object.values(posts).filter((post) => post.guildId === guildId)
    return here.some(({ state }) => states.includes(state)) && !here.some(({ state }) => PUBLISHED_STATES.has(state))
  }

/** Whether the athlete said no to an activity in a server, and no channel there shows it all the same. */
export const isDeclined = hasOnlyStates(['declined'])

/** The same, or they have not said yes yet. */
export const isNotApproved = hasOnlyStates(['declined', 'awaiting-approval'])

/**
 * An activity as a list shows it; undefined where this audience may not see it. The athlete alone sees all of their own. A channel sees
 * nothing that the athlete skipped in this server or keeps muted, and no statistic that they hide: what is not known to be shown is
 * hidden.
 */
export function redactForList(activity: Activity, context: ListContext): Activity | undefined {
  const { audience, guildId, preference, known, posts } = context
  if (!mayShow(activity, audience)) return undefined
  if (audience === 'athlete') return { ...activity, hidden: new Set() }
  const own = known.get(activity.id)
  const isMuted = activity.muted ?? own?.muted ?? false
  if (isMuted && !preference?.muted) return undefined
  if (isNotApproved(posts.get(activity.id) ?? {}, guildId)) return undefined
  const hidden = activity.hidden ?? own?.hidden ?? defaultHiddenStatistics(known)
  return { ...activity, hidden, start: hidden.has('start_time') && own ? { day: activity.day } : activity.start }
}
