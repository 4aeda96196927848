import { z } from 'zod'
import { toCutDistance } from '../domain/units.ts'

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

const HEADER = ['id', 'start (local)', 'sport', 'distance', 'moving', 'climb', 'visibility', 'name']
const ON_THE_RIGHT = new Set(['distance', 'moving', 'climb'])

const two = (value: number) => String(value).padStart(2, '0')
const clock = (seconds: number) => {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`
}

/** Text that cannot move the cursor or colour a terminal. */
const harmless = (text: string) => text.replace(/\p{C}/gu, ' ').trim()

function toRow(answer: unknown): string[] {
  const data: Partial<z.infer<typeof rowSchema>> = rowSchema.safeParse(answer).data ?? {}
  const { distance, moving_time, total_elevation_gain } = data
  return [
    String(data.id ?? '?'),
    data.start_date_local?.slice(0, 16).replace('T', ' ') ?? '',
    data.sport_type ?? '',
    distance ? `${toCutDistance(distance, 'kilometre', 2)?.value.toFixed(2) ?? '0.00'} km` : '',
    moving_time ? clock(moving_time) : '',
    total_elevation_gain ? `${Math.round(total_elevation_gain)} m` : '',
    data.visibility ?? '',
    harmless(data.name ?? ''),
  ]
}

/** Activities as Strava sent them as a table for a terminal. */
export function toTable(answers: readonly unknown[]): string {
  if (answers.length === 0) return 'Strava lists no activities.'
  const rows = [HEADER, ...answers.map(toRow)]
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          ON_THE_RIGHT.has(HEADER[column] ?? '')
            ? cell.padStart(widths[column] ?? 0)
            : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
