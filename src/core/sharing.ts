import type { Activity } from './activity.ts'

/** What a member lets the bot do with their new activities in one server. Nothing is chosen beforehand. */
export const SHARE_MODES = ['auto', 'ask', 'off'] as const
export type ShareMode = (typeof SHARE_MODES)[number]

/** What a member chose for one server. */
export interface SharePreference {
  mode: ShareMode
  /** Also what only followers may see at Strava. */
  followers: boolean
  /** Also what is kept out of followers' feeds at Strava. */
  muted: boolean
  /** When the mode was chosen. Epoch milliseconds. */
  since: number
}

/** Who reads an answer about a member's activities. */
export type Audience = 'athlete' | 'channel'

/**
 * Whether an activity may be in an answer for this audience. The athlete alone sees all that Strava gives. A channel sees
 * what is visible to everyone at Strava, and nothing whose visibility is narrower or unknown, or that is flagged there.
 */
export function mayShow(activity: Activity, audience: Audience): boolean {
  return audience === 'athlete' || (activity.visibility === 'everyone' && activity.flagged !== true)
}

/** Whether another member of the server may ask for somebody's activities: only after that person chose to share by itself. */
export function mayOthersRequest(mode: ShareMode | undefined): boolean {
  return mode === 'auto'
}
