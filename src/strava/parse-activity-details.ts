import * as z from 'zod'
import type { ActivityDetails, BestEffort, Gear, Route, Split } from '../core/activity.ts'
import { lenient } from './lenient.ts'
import { parseSegmentEfforts } from './parse-segment-efforts.ts'

const splitSchema = z.object({
  distance: lenient(z.number()),
  moving_time: lenient(z.number()),
  elapsed_time: lenient(z.number()),
  elevation_difference: lenient(z.number()),
  average_heartrate: lenient(z.number()),
  average_watts: lenient(z.number()),
  device_watts: lenient(z.boolean()),
  average_grade_adjusted_speed: lenient(z.number()),
})

const bestEffortSchema = z.object({
  name: z.string(),
  elapsed_time: z.number(),
  distance: lenient(z.number()),
  pr_rank: lenient(z.number()),
})

const listSchema = lenient(z.array(z.unknown()))

/** The fields of Strava's response that make up the details. */
export const activityDetailsFields = {
  splits_metric: listSchema,
  splits_standard: listSchema,
  laps: listSchema,
  best_efforts: listSchema,
  segment_efforts: listSchema,
  gear: lenient(z.object({ name: lenient(z.string()), nickname: lenient(z.string()), distance: lenient(z.number()) })),
}

type StravaDetails = { [F in keyof typeof activityDetailsFields]?: z.infer<(typeof activityDetailsFields)[F]> }

function parseSplits(sent: unknown[] | null | undefined, heartIsShown: boolean): Split[] {
  return (sent ?? []).map((one) => {
    const data: Partial<z.infer<typeof splitSchema>> = splitSchema.safeParse(one).data ?? {}
    return {
      distance: data.distance ?? undefined,
      movingTime: data.moving_time ?? undefined,
      elapsedTime: data.elapsed_time ?? undefined,
      elevationDifference: data.elevation_difference ?? undefined,
      heartRate: heartIsShown ? (data.average_heartrate ?? undefined) : undefined,
      power: data.device_watts === true ? (data.average_watts ?? undefined) : undefined,
      gradeAdjustedSpeed: data.average_grade_adjusted_speed ?? undefined,
    }
  })
}

const parseBestEffort = (sent: unknown): BestEffort[] => {
  const { data } = bestEffortSchema.safeParse(sent)
  if (!data) return []
  const { name, elapsed_time: seconds, distance, pr_rank: rank } = data
  return [{ name, seconds, distance: distance ?? undefined, rank: rank ?? undefined }]
}

function parseGear(gear: StravaDetails['gear']): Gear | undefined {
  const name = gear?.nickname?.trim() || gear?.name?.trim()
  return name ? { name, distance: gear?.distance ?? undefined } : undefined
}

/** Parses an activity's details. Undefined if there are none, as in lists. */
export function toActivityDetails(
  data: StravaDetails & { heartrate_opt_out?: boolean | null | undefined },
  route: Route | undefined,
): ActivityDetails | undefined {
  const { splits_metric, splits_standard, laps, best_efforts, segment_efforts, gear } = data
  if (!splits_metric && !splits_standard && !laps && !best_efforts && !gear) return undefined
  const heartIsShown = data.heartrate_opt_out !== true
  return {
    splits: {
      metric: parseSplits(splits_metric, heartIsShown),
      imperial: parseSplits(splits_standard, heartIsShown),
    },
    laps: parseSplits(laps, heartIsShown),
    bestEfforts: (best_efforts ?? []).flatMap(parseBestEffort),
    segmentEfforts: parseSegmentEfforts(segment_efforts, route),
    gear: parseGear(gear),
  }
}
