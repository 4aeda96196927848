import { isRide, isRun } from './sport-traits.ts'
import type { StravaActivity } from './strava-types.ts'

const SPORT_FAMILIES = {
  ride: (a: StravaActivity) => isRide(a.sport_type),
  run: (a: StravaActivity) => isRun(a.sport_type),
  swim: (a: StravaActivity) => a.sport_type === 'Swim',
}

const sum = (
  activities: StravaActivity[],
  field: 'distance' | 'moving_time' | 'elapsed_time' | 'total_elevation_gain',
) => activities.reduce((total, activity) => total + activity[field], 0)

const totals = (activities: StravaActivity[]) => ({
  count: activities.length,
  distance: sum(activities, 'distance'),
  moving_time: sum(activities, 'moving_time'),
  elapsed_time: sum(activities, 'elapsed_time'),
  elevation_gain: sum(activities, 'total_elevation_gain'),
})

/** Only rides, runs and swims visible to everyone; "recent" is four weeks. */
export function buildAthleteStats(all: StravaActivity[], now: number) {
  const shown = all.filter((activity) => activity.visibility === 'everyone')
  const since = (ms: number) => shown.filter((activity) => Date.parse(activity.start_date) >= ms)
  const recent = since(now - 28 * 86_400_000)
  const thisYear = since(Date.UTC(new Date(now).getUTCFullYear(), 0))
  const pairs = Object.entries(SPORT_FAMILIES).flatMap(([family, belongs]) => [
    [`recent_${family}_totals`, { ...totals(recent.filter(belongs)), achievement_count: 0 }],
    [`ytd_${family}_totals`, totals(thisYear.filter(belongs))],
    [`all_${family}_totals`, totals(shown.filter(belongs))],
  ])
  return Object.fromEntries(pairs)
}
