import { measureTrack, type RecordedPoint } from '../../../strava/recorded-track.ts'
import type { NewActivity } from '../../server/strava-requests.ts'
import type { ActivityView, SentPoint } from '../../strava-protocol.ts'
import { canRace, defaultName, defaultsFor, isMeasured } from './sports.ts'

/** The entered fields of an activity. Empty text: not given. */
export interface FinishForm {
  sport: string
  name: string
  description: string
  /** Kilometres. */
  distance: string
  /** `h:mm:ss`, `mm:ss` or minutes. */
  time: string
  /** Metres. */
  climb: string
  heartRate: string
  visibility: ActivityView['visibility']
  isIndoor: boolean
  isCommute: boolean
  isRace: boolean
  hasPhoto: boolean
}

const two = (value: number) => String(value).padStart(2, '0')

export function toClockText(duration: number): string {
  const seconds = Math.round(duration)
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
}

/** Seconds; undefined if it isn't a time. */
export function parseClockText(text: string): number | undefined {
  if (!/^\d+(:[0-5]?\d){0,2}$/.test(text.trim())) return undefined
  const parts = text.trim().split(':').map(Number)
  const [hours = 0, minutes = 0, seconds = 0] =
    parts.length === 3 ? parts : parts.length === 2 ? [0, ...parts] : [0, ...parts, 0]
  return hours * 3600 + minutes * 60 + seconds
}

export function emptyForm(sport: string, hour: number): FinishForm {
  const { distance, movingTime, climb, averageHeartRate } = defaultsFor(sport)
  return {
    sport,
    name: defaultName(sport, hour),
    description: '',
    distance: isMeasured(sport) ? String(distance / 1000) : '',
    time: toClockText(movingTime),
    climb: isMeasured(sport) ? String(climb) : '',
    heartRate: String(averageHeartRate),
    visibility: 'everyone',
    ...{ isIndoor: sport.startsWith('Virtual'), isCommute: false, isRace: false, hasPhoto: false },
  }
}

/** Changes the sport and keeps values that were entered by hand. */
export function withSport(form: FinishForm, sport: string, hour: number): FinishForm {
  const [before, after] = [emptyForm(form.sport, hour), emptyForm(sport, hour)]
  const untouched = (Object.keys(form) as (keyof FinishForm)[]).filter((field) => form[field] === before[field])
  return {
    ...form,
    ...Object.fromEntries(untouched.map((field) => [field, after[field]])),
    sport,
    isRace: form.isRace && canRace(sport),
  }
}

/** A track's figures as text for the form. */
export function figuresOf(track: readonly RecordedPoint[]): Partial<Pick<FinishForm, 'distance' | 'time' | 'climb'>> {
  const { distanceMeters, climbMeters, movingSeconds } = measureTrack(track)
  return {
    distance: (distanceMeters / 1000).toFixed(2),
    ...(climbMeters === undefined ? {} : { climb: String(Math.round(climbMeters)) }),
    ...(movingSeconds === undefined ? {} : { time: toClockText(movingSeconds) }),
  }
}

/** Fills the form with a track's figures. A track without times gets the usual duration of its sport. */
export function withTrack(form: FinishForm, track: readonly RecordedPoint[]): FinishForm {
  const { distance, movingTime } = defaultsFor(isMeasured(form.sport) ? form.sport : 'Walk')
  const time = toClockText(Math.max(1, (measureTrack(track).distanceMeters / distance) * movingTime))
  return { ...form, time, isIndoor: false, ...figuresOf(track) }
}

const toSentPoint = ({ lat, lng, elevation, seconds }: RecordedPoint): SentPoint => [
  ...([lat, lng] as const),
  elevation ?? null,
  seconds ?? null,
]

function numberIn(text: string): number | undefined {
  const value = Number(text.replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(value) ? undefined : value
}

/** The first validation error as a sentence; undefined if there is none. */
export function findFault({ distance, time, climb, heartRate }: FinishForm): string | undefined {
  if (distance !== '' && !((numberIn(distance) ?? -1) >= 0)) return 'The distance isn’t a number of kilometres.'
  if (time !== '' && !((parseClockText(time) ?? 0) > 0)) return 'The time isn’t written as h:mm:ss.'
  if (climb !== '' && !((numberIn(climb) ?? -1) >= 0)) return 'The climb isn’t a number of metres.'
  const heart = numberIn(heartRate)
  if (heartRate !== '' && !(heart !== undefined && heart >= 30 && heart <= 250)) {
    return 'The heart rate isn’t between 30 and 250.'
  }
  return undefined
}

/** The request to the server. The distance comes from the track, as do climb and times if it has them. */
export function toNewActivity(form: FinishForm, track?: readonly RecordedPoint[]): NewActivity {
  const { sport, name, description, visibility, isIndoor, isCommute, hasPhoto } = form
  const told = track && !isIndoor ? figuresOf(track) : {}
  const kilometers = numberIn(form.distance)
  const [movingTime, climb, heart] = [parseClockText(form.time), numberIn(form.climb), numberIn(form.heartRate)]
  return {
    ...{ sport, name, description, visibility, isIndoor, isCommute, hasPhoto },
    isRace: form.isRace && canRace(sport),
    ...(told.distance === undefined && kilometers !== undefined ? { distance: kilometers * 1000 } : {}),
    ...(told.time === undefined && movingTime !== undefined ? { movingTime } : {}),
    ...(told.climb === undefined && climb !== undefined ? { climb } : {}),
    ...(heart === undefined ? {} : { averageHeartRate: heart }),
    ...(track && !isIndoor ? { track: track.map(toSentPoint) } : {}),
  }
}
