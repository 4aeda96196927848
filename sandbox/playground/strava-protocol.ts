import type { NextEvent, SentEvent, StravaEvent } from '../strava/push-event.ts'
import type { StravaConditions } from '../strava/strava-sandbox.ts'
import type { ActivityVisibility } from '../strava/strava-types.ts'

/** Strava types shared by the page and its server. Metres and seconds; times are milliseconds by the clock. */

export const HIDEABLE_STATISTICS = ['heart_rate', 'pace', 'power', 'speed', 'calories'] as const
export type HideableStatistic = (typeof HIDEABLE_STATISTICS)[number]

export const VISIBILITIES = ['everyone', 'followers_only', 'only_me'] as const satisfies ActivityVisibility[]

/** A point as sent: latitude, longitude, metres of elevation, seconds since the start. */
export type SentPoint = [lat: number, lng: number, elevation: number | null, seconds: number | null]

export const MOST_TRACK_POINTS = 20_000

export interface AthleteView {
  id: string
  name: string
  /** The person's id in Discord. */
  personId: string
  /** Whether they chose automatic posting when the club was set up. */
  postsAtFirst: boolean
  /** The granted scopes; undefined if the application is not connected. */
  scopes?: string[] | undefined
  /** Whether the application has an access token that hasn't expired. */
  hasAccessToken: boolean
}

export interface ActivityView {
  id: string
  athleteId: string
  name: string
  description: string
  sport: string
  visibility: ActivityVisibility
  distance: number
  movingTime: number
  climb: number
  endedAt: number
  averageHeartRate?: number | undefined
  hiddenStatistics: string[]
  isMuted: boolean
  isIndoor: boolean
  isCommute: boolean
  isRace: boolean
  hasPhoto: boolean
}

export interface PushEventView {
  id: string
  at: number
  aspect: StravaEvent['aspect_type']
  subject: StravaEvent['object_type']
  subjectId: string
  updates: Record<string, string>
  outcome: SentEvent['outcome']
  attempts: number
  dueAt?: number | undefined
}

/** The application's rate limit usage. */
export interface UsageView {
  name: 'All calls' | 'Reads'
  quarterHour: { used: number; limit: number }
  day: { used: number; limit: number }
}

export interface StravaView extends StravaConditions {
  usage: UsageView[]
  /** How far the clock is ahead of the machine's. */
  aheadMs: number
  /** Requests that a sandbox accepted and the real service would have refused. */
  complaints: string[]
}

export type { NextEvent }
