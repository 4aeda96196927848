import { toStravaDate } from './strava-date.ts'
import type { ActivityInput, SummaryAthlete } from './strava-types.ts'

export type AthleteInput = Partial<SummaryAthlete> & { activities?: readonly ActivityInput[] }

export function toProfile(input: AthleteInput, id: number, now: number): SummaryAthlete {
  const { activities: _activities, ...given } = input
  return {
    id,
    username: null,
    resource_state: 2,
    firstname: 'Sandbox',
    lastname: `Rider ${id % 1000}`,
    bio: null,
    city: null,
    state: null,
    country: null,
    sex: null,
    premium: false,
    summit: false,
    created_at: toStravaDate(now - 31_536_000_000),
    updated_at: toStravaDate(now),
    badge_type_id: 0,
    weight: null,
    profile_medium: 'avatar/athlete/medium.png',
    profile: 'avatar/athlete/large.png',
    friend: null,
    follower: null,
    ...given,
  }
}
