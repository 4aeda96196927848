import { z } from 'zod'
import { toTruncatedDistance } from '../core/units.ts'

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
const RIGHT_ALIGNED_COLUMNS = new Set(['distance', 'moving', 'climb'])

const twoDigits = (value: number) => String(value).padStart(2, '0')
const clock = (seconds: number) => {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 3600)}:${twoDigits(Math.floor((whole % 3600) / 60))}:${twoDigits(whole % 60)}`
}

/** Text that can't move a terminal's cursor or change its colours. */
const withoutControlCharacters = (text: string) => text.replace(/\p{C}/gu, ' ').trim()

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
export function toTable(answers: readonly unknown[]): string {
  if (answers.length === 0) return 'This athlete has no activities on Strava.'
  const rows = [COLUMN_NAMES, ...answers.map(toRow)]
  const widths = COLUMN_NAMES.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          RIGHT_ALIGNED_COLUMNS.has(COLUMN_NAMES[column] ?? '')
            ? cell.padStart(widths[column] ?? 0)
            : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
