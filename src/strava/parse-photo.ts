import * as z from 'zod'
import { lenient } from './lenient.ts'

/** The field of Strava's detailed activity that has its photo. Addresses are by size in pixels. */
export const photoFields = {
  photos: lenient(
    z.object({
      primary: lenient(z.object({ media_type: lenient(z.number()), urls: lenient(z.record(z.string(), z.unknown())) })),
    }),
  ),
}

type StravaPhotos = { photos?: z.infer<typeof photoFields.photos> }

/** Strava's number for videos, whose addresses are of a still picture. */
const VIDEO = 2

/** What Strava sends while it still prepares a photo. */
const PLACEHOLDER = /\/placeholder-photo/

/** The address of the largest picture. */
export function parsePhoto({ photos }: StravaPhotos): string | undefined {
  const { media_type, urls } = photos?.primary ?? {}
  if (media_type === VIDEO) return undefined
  const [, largest] = Object.entries(urls ?? {}).sort(([one], [other]) => Number(other) - Number(one))[0] ?? []
  return typeof largest === 'string' && !PLACEHOLDER.test(largest) ? largest : undefined
}
