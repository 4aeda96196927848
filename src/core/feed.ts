import type { Activity } from './activity.ts'
import { amountsOf } from './amounts.ts'
import { sportOf } from './sport.ts'
import type { Units } from './units.ts'

/** Why a feed is paused. */
export type PauseReason = 'no-channel' | 'no-permission' | 'timed-out' | 'no-tag' | 'wrong-type' | 'too-many-threads'

/**
 * Figures that a feed can leave out of its posts. Distance, time, and pace or speed always stay, and so does the device
 * name: its maker requires it.
 */
export const FEED_FIGURES = [
  'climb',
  'heartRate',
  'power',
  'cadence',
  'topSpeed',
  'laps',
  'calories',
  'achievements',
  'description',
] as const
export type FeedFigure = (typeof FEED_FIGURES)[number]

/** A former channel of a feed. */
export interface FormerChannel {
  channelId: string
  forum: boolean
}

/** A channel that gets posts, and the admins' settings for it. */
export interface Feed {
  guildId: string
  channelId: string
  /** In a forum, each member has one post, and their activities go into its thread. */
  forum: boolean
  /** `sport_type`s; empty means all. */
  sports: string[]
  units: Units
  /** A Discord locale; undefined: English. */
  locale?: string | undefined
  /** Metres. Activities known to be shorter are skipped. Zero: no minimum. */
  minDistance: number
  /** Seconds of the time that counts. Zero: no minimum. */
  minTime: number
  indoor: boolean
  commutes: boolean
  /** Left out of posts. */
  hiddenFigures: readonly FeedFigure[]
  /** Whether posts have a map, if the member shows one. */
  maps: boolean
  /** Per member. Zero: no limit. */
  maxPostsPerDay: number
  /** An admin paused it: nothing new is posted. Resuming moves `since` to now. */
  pausedByAdmin: boolean
  /** The Discord user to notify when the feed is paused. */
  addedBy: string | undefined
  /** Epoch milliseconds. Activities that ended earlier aren't posted. */
  since: number
  pauseReason: PauseReason | undefined
  /** The feed moved here from these channels, the latest last. Posts that were made there still belong to it. */
  movedFrom?: readonly FormerChannel[] | undefined
}

/** Nobody moves a feed more often while its posts may still change. */
const MAX_FORMER_CHANNELS = 10

/** The feed in another channel, with all its settings. */
export function moveFeed(feed: Feed, { channelId, forum }: FormerChannel): Feed {
  const former = [...(feed.movedFrom ?? []), { channelId: feed.channelId, forum: feed.forum }]
  const movedFrom = former.filter((one) => one.channelId !== channelId).slice(-MAX_FORMER_CHANNELS)
  return { ...feed, channelId, forum, pauseReason: undefined, movedFrom }
}

/** The ids of a feed's channel and its former channels. */
export const channelIdsOf = ({ channelId, movedFrom = [] }: Pick<Feed, 'channelId' | 'movedFrom'>): string[] => [
  channelId,
  ...movedFrom.map((former) => former.channelId),
]

/**
 * Like `channelIdsOf`, without the channels in which another of these feeds is now: posts there belong to that feed.
 */
export const ownChannelIds = (feed: Pick<Feed, 'channelId' | 'movedFrom'>, feeds: readonly Feed[]): string[] =>
  channelIdsOf(feed).filter((id) => id === feed.channelId || feeds.every(({ channelId }) => channelId !== id))

/** The feed for its posts in a former channel: they can be edited and deleted, but none are added. */
export const formerFeed = (feed: Feed, former: FormerChannel): Feed => ({
  ...feed,
  ...former,
  pauseReason: undefined,
  since: Number.POSITIVE_INFINITY,
})

/** The settings of a new feed that `/strava-admin feed add` has no options for. */
export const DEFAULT_FEED_RULES: Pick<Feed, 'hiddenFigures' | 'maps' | 'maxPostsPerDay' | 'pausedByAdmin'> = {
  hiddenFigures: [],
  maps: true,
  maxPostsPerDay: 0,
  pausedByAdmin: false,
}

/** A removed feed, or a feed in its former channel, has `since` set to infinity. */
export const takesNoNewPosts = ({ since }: Feed): boolean => since === Number.POSITIVE_INFINITY

/** Whether an activity passes the feed's filters. Sports without distance ignore the minimum distance. */
export function feedAccepts(feed: Feed, activity: Activity): boolean {
  const { sportType } = activity
  const { distance, seconds } = amountsOf(activity)
  if (feed.sports.length > 0 && !feed.sports.includes(sportType)) return false
  if (activity.indoor && !feed.indoor) return false
  if (activity.commute && !feed.commutes) return false
  if (seconds !== undefined && seconds < feed.minTime) return false
  const measured = sportOf(sportType).paceDisplay !== 'none'
  return !measured || (distance ?? 0) >= feed.minDistance
}
