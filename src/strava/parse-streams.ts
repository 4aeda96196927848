import * as z from 'zod'
import type { Streams } from '../core/activity-profile.ts'

const streamSchema = z.object({ data: z.array(z.unknown()) })

/** The requested streams, by Strava's names. */
export const STREAM_KEYS = 'distance,altitude,heartrate,velocity_smooth'

const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

/**
 * Parses `GET /activities/{id}/streams?key_by_type=true`. Streams that were not recorded are absent. Undefined if there
 * is no distance, or if it decreases.
 */
export function parseStreams(answer: Record<string, unknown>): Streams | undefined {
  const valuesOf = (key: string) => streamSchema.safeParse(answer[key]).data?.data.map(numberOf)
  const distance = valuesOf('distance')
  if (!distance?.every((meters, index) => meters !== null && meters >= (distance[index - 1] ?? 0))) return undefined
  const beside = (key: string) => {
    const values = valuesOf(key)
    return values?.length === distance.length ? values : undefined
  }
  return {
    distance: distance as number[],
    altitude: beside('altitude'),
    heartRate: beside('heartrate'),
    speed: beside('velocity_smooth'),
  }
}
