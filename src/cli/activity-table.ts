import * as z from 'zod'
import { toTruncatedDistance } from '../core/units.ts'
import { toTable, withoutControlCharacters } from './table.ts'

const absent = <T>(schema: z.ZodType<T>) => schema.optional().catch(undefined)

const rowSchema = z.object({
  id: absent(z.number().or(z.string())),
  start_date_local: absent(z.string()),
  sport_type: absent(z.string()),
  name: absent(z.string()),
  distance: absent(z.number()),
  moving_time: absent(z.number()),
  total_elevation_gain: absent(z.number()),
  visibility: absent(z.string()),
})

const COLUMN_NAMES = ['id', 'start (local)', 'sport', 'distance', 'moving', 'climb', 'visibility', 'name']
const RIGHT_ALIGNED_COLUMNS = ['distance', 'moving', 'climb']

const twoDigits = (value: number) => String(value).padStart(2, '0')
const clock = (seconds: number) => {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 3600)}:${twoDigits(Math.floor((whole % 3600) / 60))}:${twoDigits(whole % 60)}`
}

function toRow(answer: unknown): string[] {
  const data: Partial<z.infer<typeof rowSchema>> = rowSchema.safeParse(answer).data ?? {}
  const { distance, moving_time, total_elevation_gain } = data
  return [
    String(data.id ?? '?'),
    data.start_date_local?.slice(0, 16).replace('T', ' ') ?? '',
    data.sport_type ?? '',
    distance ? `${toTruncatedDistance(distance, 'kilometre', 2)?.value.toFixed(2) ?? '0.00'} km` : '',
    moving_time ? clock(moving_time) : '',
    total_elevation_gain ? `${Math.round(total_elevation_gain)} m` : '',
    data.visibility ?? '',
    withoutControlCharacters(data.name ?? ''),
  ]
}

/** Raw activities from Strava as a table for a terminal. */
export function toActivityTable(answers: readonly unknown[]): string {
  if (answers.length === 0) return 'This athlete has no activities on Strava.'
  return toTable(COLUMN_NAMES, answers.map(toRow), RIGHT_ALIGNED_COLUMNS)
}
