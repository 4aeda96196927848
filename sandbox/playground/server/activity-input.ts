import type { ActivityInput, StravaActivity } from '../../strava/index.ts'
import type { RecordedPoint } from '../../strava/recorded-track.ts'
import { HIDEABLE_STATISTICS, type SentPoint } from '../strava-protocol.ts'
import type { ChangedActivity, NewActivity } from './strava-requests.ts'

/** Strava's `workout_type` for a race; only runs and rides have one. */
const RACE_OF_RUN = 1
const RACE_OF_RIDE = 11

const isRun = (sport: string) => sport.endsWith('Run')
const isRide = (sport: string) => sport.endsWith('Ride')

export const isRace = ({ workout_type: type, sport_type: sport }: StravaActivity): boolean =>
  (isRun(sport) && type === RACE_OF_RUN) || (isRide(sport) && type === RACE_OF_RIDE)

function toWorkoutType(race: boolean, sport: string): Pick<ActivityInput, 'workout_type'> {
  if (isRun(sport)) return { workout_type: race ? RACE_OF_RUN : 0 }
  return isRide(sport) ? { workout_type: race ? RACE_OF_RIDE : 10 } : {}
}

const toRecordedPoint = ([lat, lng, elevation, seconds]: SentPoint): RecordedPoint => ({
  ...{ lat, lng },
  elevation: elevation ?? undefined,
  seconds: seconds ?? undefined,
})

/** The given values as Strava's fields. */
export function toChangedFields(fields: ChangedActivity, sport: string): ActivityInput {
  const { name, description, visibility, isIndoor, isCommute, hasPhoto, hiddenStatistics: hidden, isMuted } = fields
  const current = fields.sport ?? sport
  const given: { [Field in keyof ActivityInput]: ActivityInput[Field] } = {
    name,
    description,
    visibility,
    sport_type: fields.sport,
    commute: isCommute,
    hide_from_home: isMuted,
    ...(isIndoor === undefined ? {} : { trainer: isIndoor }),
    ...(hasPhoto === undefined ? {} : { total_photo_count: hasPhoto ? 1 : 0 }),
    ...(fields.isRace === undefined ? {} : toWorkoutType(fields.isRace, current)),
    ...(hidden && {
      stats_visibility: HIDEABLE_STATISTICS.map((type) => ({
        type,
        visibility: hidden.includes(type) ? 'only_me' : 'everyone',
      })),
    }),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** An activity that has just ended. */
export function toActivityInput(activity: NewActivity): ActivityInput {
  const { distance, movingTime, climb, averageHeartRate, track, sport, isIndoor } = activity
  const figures: ActivityInput = {
    ...(distance === undefined ? {} : { distance }),
    ...(movingTime === undefined ? {} : { moving_time: movingTime }),
    ...(climb === undefined ? {} : { total_elevation_gain: climb }),
    ...(averageHeartRate === undefined
      ? { has_heartrate: false }
      : { average_heartrate: averageHeartRate, max_heartrate: Math.round(averageHeartRate * 1.17) }),
  }
  return {
    ...toChangedFields(activity, sport),
    ...figures,
    ...(isIndoor ? { gps: false } : track ? { track: track.map(toRecordedPoint) } : {}),
  }
}
