import type { ChangeKind, PlannedChange } from './change-plan.ts'
import type { ChaosEnvironment } from './chaos-environment.ts'
import type { TrackedActivity } from './compare-channel.ts'

/** Applies an athlete's change on Strava. */
export function applyChange(
  change: PlannedChange,
  finished: TrackedActivity[],
  members: ChaosEnvironment['members'],
): TrackedActivity {
  if (change.kind === 'finish') {
    const { athlete, person } = members[change.athlete] as (typeof members)[number]
    const created = { handle: athlete.createActivity(change.input), username: person.username, isDeleted: false }
    finished[change.activity] = created
    return created
  }
  const activity = finished[change.activity] as TrackedActivity
  const { handle } = activity
  const [name] = (handle.activity.name ?? '').split(',')
  const changes: Record<ChangeKind, () => void> = {
    rename: () => handle.rename(`${name}, renamed at ${Math.round(change.at)}`),
    'other-sport': () => handle.change({ sport_type: 'TrailRun' }),
    hide: () => handle.setVisibility('only_me'),
    'for-followers': () => handle.setVisibility('followers_only'),
    show: () => handle.setVisibility('everyone'),
    delete: () => handle.delete(),
  }
  changes[change.kind]()
  if (change.kind === 'delete') activity.isDeleted = true
  return activity
}

/** An activity without later changes, from the first half: it breaks permanently on Strava. */
export function pickBrokenActivity(plannedChanges: readonly PlannedChange[], count: number): number {
  const touched = new Set(plannedChanges.filter(({ kind }) => kind !== 'finish').map(({ activity }) => activity))
  for (let activity = Math.floor(count / 3); activity < count; activity += 1)
    if (!touched.has(activity)) return activity
  throw new Error('Every activity of this seed is changed by somebody')
}
