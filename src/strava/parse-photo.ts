import * as z from 'zod'
import { lenient } from './lenient.ts'

/** The field of Strava's detailed activity that has its photo. `urls` are keyed by size in pixels. */
export const photoFields = {
  photos: lenient(
    z.object({
      primary: lenient(z.object({ media_type: lenient(z.number()), urls: lenient(z.record(z.string(), z.unknown())) })),
    }),
  ),
}

type StravaPhotos = { photos?: z.infer<typeof photoFields.photos> }

/** Strava's `media_type` for videos, whose URLs lead to a still image. */
const VIDEO = 2

/** Strava returns this URL while it is still processing a photo. */
const PLACEHOLDER = /\/placeholder-photo/

/** The URL of the largest size. Undefined for videos and photos that Strava is still processing. */
export function parsePhoto({ photos }: StravaPhotos): string | undefined {
  const { media_type, urls } = photos?.primary ?? {}
  if (media_type === VIDEO) return undefined
  const [, largest] = Object.entries(urls ?? {}).sort(([one], [other]) => Number(other) - Number(one))[0] ?? []
  return typeof largest === 'string' && !PLACEHOLDER.test(largest) ? largest : undefined
}
