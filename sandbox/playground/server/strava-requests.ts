import { z } from 'zod'
import { HIDEABLE_STATISTICS, MOST_TRACK_POINTS, VISIBILITIES } from '../strava-protocol.ts'

const id = z.string().max(100)
const ofActivity = { athleteId: id, activityId: id }
const minutes = (most: number) =>
  z
    .number()
    .int()
    .min(0)
    .max(most * 60_000)

/** The fields of an activity that a person sets; the rest gets defaults. */
const activityFields = {
  sport: z.string().regex(/^[A-Za-z]{1,60}$/),
  name: z.string().max(255),
  description: z.string().max(5000),
  visibility: z.enum(VISIBILITIES),
  isIndoor: z.boolean(),
  isCommute: z.boolean(),
  isRace: z.boolean(),
  hasPhoto: z.boolean(),
}

const point = z.tuple([
  z.number().min(-90).max(90),
  z.number().min(-180).max(180),
  z.number().min(-12_000).max(100_000).nullable(),
  z.number().min(0).max(31_536_000).nullable(),
])

const newActivity = z.object({
  ...activityFields,
  /** Undefined: taken from the track. Metres and seconds. */
  distance: z.number().min(0).max(5_000_000).optional(),
  movingTime: z.number().int().min(1).max(2_592_000).optional(),
  climb: z.number().min(0).max(50_000).optional(),
  averageHeartRate: z.number().min(30).max(250).optional(),
  track: z.array(point).min(2).max(MOST_TRACK_POINTS).optional(),
})

const changedActivity = z
  .object({ ...activityFields, hiddenStatistics: z.array(z.enum(HIDEABLE_STATISTICS)), isMuted: z.boolean() })
  .partial()

const nextEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('late'), delayMs: minutes(10) }),
  z.object({ kind: z.literal('doubled') }),
  z.object({ kind: z.literal('lost') }),
])

/** The page's requests about Strava, by name. */
export const STRAVA_REQUESTS = {
  finishActivity: z.object({ athleteId: id, activity: newActivity }),
  changeActivity: z.object({ ...ofActivity, fields: changedActivity }),
  deleteActivity: z.object(ofActivity),
  expireTokens: z.object({ athleteId: id }),
  revokeAccess: z.object({ athleteId: id }),
  planNextEvent: z.object({ event: nextEvent.optional() }),
  resendEvent: z.object({ eventId: id }),
  setOutage: z.object({ outage: z.enum(['503', 'hang', 'drop', 'html']).optional() }),
  setLatency: z.object({ latencyMs: minutes(1) }),
  setApplicationActive: z.object({ isActive: z.boolean() }),
  setCapacityReached: z.object({ isReached: z.boolean() }),
  exhaustRateLimit: z.object({}),
  restoreStrava: z.object({}),
  setClockForward: z.object({ milliseconds: minutes(60 * 24 * 31) }),
} as const

type StravaRequests = { [Name in keyof typeof STRAVA_REQUESTS]: z.output<(typeof STRAVA_REQUESTS)[Name]> }

export type NewActivity = StravaRequests['finishActivity']['activity']
export type ChangedActivity = StravaRequests['changeActivity']['fields']
