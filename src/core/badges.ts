import type { Activity } from './activity.ts'

/** What is special about an activity. */
export type Badge =
  | { kind: 'race' | 'longRun' | 'workout' }
  | { kind: 'personalRecords' | 'achievements'; count: number }

/** Strava's `workout_type`: 0 to 3 are for runs, 10 to 12 for rides. */
const WORKOUT_TYPES: ReadonlyMap<number | undefined, Badge> = new Map([
  [1, { kind: 'race' }],
  [2, { kind: 'longRun' }],
  [3, { kind: 'workout' }],
  [11, { kind: 'race' }],
  [12, { kind: 'workout' }],
])

const countedBadge = (
  kind: 'personalRecords' | 'achievements',
  count: number | undefined,
): (Badge & { count: number })[] =>
  Number.isInteger(count) && (count as number) > 0 && (count as number) < 10_000
    ? [{ kind, count: count as number }]
    : []

/**
 * Rarest first. Strava includes personal records in achievements, so they are subtracted. Kudos are left out because
 * they change all the time.
 */
export function badgesOf({ stats }: Activity): Badge[] {
  const workout = WORKOUT_TYPES.get(stats.workoutType)
  const records = countedBadge('personalRecords', stats.personalRecords)
  const { achievements = 0 } = stats
  return [
    ...(workout ? [workout] : []),
    ...records,
    ...countedBadge('achievements', achievements - (records[0]?.count ?? 0)),
  ]
}
