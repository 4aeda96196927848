import type { ActivityInput } from '../../sandbox/strava/index.ts'
import type { Random } from '../support/random.ts'

export type ChangeKind = 'rename' | 'other-sport' | 'hide' | 'for-followers' | 'show' | 'delete'

/** A change on Strava, this many milliseconds after the start. */
export type PlannedChange = { at: number; activity: number } & (
  | { kind: 'finish'; athlete: number; input: ActivityInput }
  | { kind: ChangeKind }
)

/** What athletes do with an activity later, and how often. The others stay as they are. */
const CHANGE_PATTERNS: readonly { share: number; changes: readonly ChangeKind[] }[] = [
  { share: 0.2, changes: ['rename'] },
  { share: 0.05, changes: ['rename', 'rename', 'other-sport'] },
  { share: 0.05, changes: ['hide'] },
  { share: 0.05, changes: ['hide', 'show'] },
  { share: 0.03, changes: ['for-followers'] },
  { share: 0.03, changes: ['rename', 'hide', 'rename', 'show'] },
  { share: 0.06, changes: ['delete'] },
  { share: 0.03, changes: ['rename', 'delete'] },
]

/** Maximum time until the next change: some come before anything is posted, some long after. Milliseconds. */
const MAX_CHANGE_DELAY_MS = 5000

const SPORTS = ['Run', 'Ride', 'Hike']

function pickChanges(random: Random): readonly ChangeKind[] {
  let remainingWeight = random.next()
  for (const { share, changes } of CHANGE_PATTERNS) {
    remainingWeight -= share
    if (remainingWeight < 0) return changes
  }
  return []
}

/** All changes in order. The same for the same random numbers. */
export function planChanges(options: { count: number; athletes: number; perSecond: number; random: Random }) {
  const { count, athletes, perSecond, random } = options
  const plannedChanges: PlannedChange[] = []
  for (let activity = 0; activity < count; activity += 1) {
    let at = (activity / perSecond) * 1000
    const sport = random.pick(SPORTS)
    const distance = Math.round(random.between(300, 6000)) * 10
    const input = { sport_type: sport, distance, moving_time: Math.round(distance / 3), name: `Outing ${activity}` }
    plannedChanges.push({ at, activity, kind: 'finish', athlete: Math.floor(random.next() * athletes), input })
    for (const kind of pickChanges(random)) {
      at += random.next() * MAX_CHANGE_DELAY_MS
      plannedChanges.push({ at, activity, kind })
    }
  }
  return plannedChanges.sort((a, b) => a.at - b.at)
}
