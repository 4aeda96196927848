import type { Activity } from './activity.ts'

/** How a member shares new activities in a server. There is no default. */
export const SHARE_MODES = ['auto', 'ask', 'off'] as const
export type ShareMode = (typeof SHARE_MODES)[number]

export interface SharePreference {
  mode: ShareMode
  /** Include followers-only activities. */
  followers: boolean
  /** Include activities muted on Strava. */
  muted: boolean
  /** Show an activity's photo in its post. */
  photos: boolean
  /** When the mode was chosen. Epoch milliseconds. */
  since: number
}

/** Whether new activities may be posted, at least after a question. */
export const isSharing = (preference: SharePreference | undefined): preference is SharePreference =>
  preference !== undefined && preference.mode !== 'off'

/** Who sees a reply about a member's activities. */
export type Audience = 'athlete' | 'channel'

/**
 * Whether an audience may see an activity. Athletes see everything of their own. Channels only see activities that are
 * visible to everyone on Strava and not flagged.
 */
export function mayShow(activity: Activity, audience: Audience): boolean {
  return audience === 'athlete' || (activity.visibility === 'everyone' && activity.flagged !== true)
}

/**
 * Whether only the requester sees an answer. The `option` of the command overrides `preference`, their setting for all
 * answers. Undefined: not given, or not known in time.
 */
export const isPrivateReply = (option: boolean | undefined, preference: boolean | undefined): boolean =>
  option ?? preference ?? true

/** Other members may look up activities only if their owner shares automatically. */
export function mayOthersRequest(mode: ShareMode | undefined): boolean {
  return mode === 'auto'
}
