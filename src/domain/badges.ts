import type { Activity } from './activity.ts'

/** What is special about an activity; how many, where that is counted. */
export type Badge =
  | { kind: 'race' | 'longRun' | 'workout' }
  | { kind: 'personalRecords' | 'achievements'; count: number }

/** Strava's numbers of `workout_type`: 0 to 3 are of runs, 10 to 12 of rides; the others say nothing. */
const WORKOUT_TYPES: ReadonlyMap<number | undefined, Badge> = new Map([
  [1, { kind: 'race' }],
  [2, { kind: 'longRun' }],
  [3, { kind: 'workout' }],
  [11, { kind: 'race' }],
  [12, { kind: 'workout' }],
])

const counted = (kind: 'personalRecords' | 'achievements', count: number | undefined): Badge[] =>
  Number.isInteger(count) && (count as number) > 0 && (count as number) < 10_000
    ? [{ kind, count: count as number }]
    : []

/** What is special about an activity, the rarest first. Kudos are not: they change all the time. */
export function badgesOf({ more }: Activity): Badge[] {
  const workout = WORKOUT_TYPES.get(more.workoutType)
  return [
    ...(workout ? [workout] : []),
    ...counted('personalRecords', more.personalRecords),
    ...counted('achievements', more.achievements),
  ]
}
