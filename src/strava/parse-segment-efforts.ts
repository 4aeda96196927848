import * as z from 'zod'
import type { Route, SegmentEffort } from '../core/activity.ts'
import { distanceBetween } from '../core/geo/projection.ts'
import { lenient } from './lenient.ts'

/** Latitude and longitude. Strava sends an empty list if there is no point. */
export const pointSchema = z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)])

const effortSchema = z.object({
  name: z.string(),
  elapsed_time: z.number(),
  distance: lenient(z.number()),
  pr_rank: lenient(z.number()),
  kom_rank: lenient(z.number()),
  hidden: lenient(z.boolean()),
  visibility: lenient(z.string()),
  segment: lenient(
    z.object({ private: lenient(z.boolean()), start_latlng: lenient(pointSchema), end_latlng: lenient(pointSchema) }),
  ),
})

function distanceFromEnds({ segment }: z.infer<typeof effortSchema>, route: Route | undefined): number | undefined {
  const [begin, end] = [segment?.start_latlng, segment?.end_latlng]
  if (!begin || !end || !route?.start || !route.end) return undefined
  const distances = [route.start, route.end].flatMap((place) => [begin, end].map((one) => distanceBetween(place, one)))
  return Math.min(...distances)
}

/**
 * Parses the segments on which the athlete set a record (`segment_efforts`). Leaves out those that the athlete hides,
 * and private segments.
 */
export function parseSegmentEfforts(sent: unknown[] | null | undefined, route: Route | undefined): SegmentEffort[] {
  return (sent ?? []).flatMap((one) => {
    const { data } = effortSchema.safeParse(one)
    if (!data) return []
    const { name, elapsed_time: seconds, distance, pr_rank: rank, kom_rank: overallRank, segment } = data
    if ((rank ?? overallRank ?? undefined) === undefined || data.hidden === true || segment?.private === true) return []
    return [
      {
        name,
        seconds,
        distance: distance ?? undefined,
        rank: rank ?? undefined,
        overallRank: overallRank ?? undefined,
        isPublic: data.hidden === false && segment?.private === false && data.visibility === 'everyone',
        distanceFromEnds: distanceFromEnds(data, route),
      },
    ]
  })
}
