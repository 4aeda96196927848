import { z } from 'zod'

const rowSchema = z
  .object({
    id: z.number().or(z.string()),
    start_date_local: z.string(),
    sport_type: z.string(),
    name: z.string(),
    distance: z.number(),
    moving_time: z.number(),
    total_elevation_gain: z.number(),
    visibility: z.string(),
  })
  .partial()

const HEADER = ['id', 'start (local)', 'sport', 'distance', 'moving', 'climb', 'visibility', 'name']
const ON_THE_RIGHT = new Set(['distance', 'moving', 'climb'])

const two = (value: number) => String(value).padStart(2, '0')
const clock = (seconds: number) =>
  `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(Math.round(seconds % 60))}`

/** Text that cannot move the cursor or colour a terminal. */
const harmless = (text: string) => text.replace(/\p{C}/gu, ' ').trim()

function toRow(answer: unknown): string[] {
  const { data = {} } = rowSchema.safeParse(answer)
  const { distance, moving_time, total_elevation_gain } = data
  return [
    String(data.id ?? '?'),
    data.start_date_local?.slice(0, 16).replace('T', ' ') ?? '',
    data.sport_type ?? '',
    distance ? `${(distance / 1000).toFixed(2)} km` : '',
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
