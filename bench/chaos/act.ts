import type { Finished } from './compare.ts'
import type { Change, Happening } from './plan.ts'
import type { Setting } from './setting.ts'

/** What an athlete does, at Strava. */
export function act(one: Happening, finished: Finished[], members: Setting['members']): Finished {
  if (one.kind === 'finish') {
    const { athlete, person } = members[one.athlete] as (typeof members)[number]
    const fresh = { handle: athlete.finishes(one.input), username: person.username, isDeleted: false }
    finished[one.activity] = fresh
    return fresh
  }
  const known = finished[one.activity] as Finished
  const { handle } = known
  const [name] = (handle.activity.name ?? '').split(',')
  const changes: Record<Change, () => void> = {
    rename: () => handle.rename(`${name}, renamed at ${Math.round(one.at)}`),
    'other-sport': () => handle.change({ sport_type: 'TrailRun' }),
    hide: () => handle.becomes('only_me'),
    'for-followers': () => handle.becomes('followers_only'),
    show: () => handle.becomes('everyone'),
    delete: () => handle.delete(),
  }
  changes[one.kind]()
  if (one.kind === 'delete') known.isDeleted = true
  return known
}

/** An activity that nobody touches after it, from the first half of all: Strava breaks on it for ever. */
export function pickBroken(happenings: readonly Happening[], count: number): number {
  const touched = new Set(happenings.filter(({ kind }) => kind !== 'finish').map(({ activity }) => activity))
  for (let activity = Math.floor(count / 3); activity < count; activity += 1)
    if (!touched.has(activity)) return activity
  throw new Error('Every activity of this seed is changed by somebody')
}
