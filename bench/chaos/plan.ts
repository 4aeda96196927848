import type { ActivityInput } from '../../sandbox/strava/index.ts'
import type { Random } from '../support/random.ts'

export type Change = 'rename' | 'other-sport' | 'hide' | 'for-followers' | 'show' | 'delete'

/** Something that happens at Strava, so many milliseconds after the beginning. */
export type Happening = { at: number; activity: number } & (
  | { kind: 'finish'; athlete: number; input: ActivityInput }
  | { kind: Change }
)

/** What athletes do with an activity after it, and how often. The rest leave it as it is. */
const HABITS: readonly { share: number; changes: readonly Change[] }[] = [
  { share: 0.2, changes: ['rename'] },
  { share: 0.05, changes: ['rename', 'rename', 'other-sport'] },
  { share: 0.05, changes: ['hide'] },
  { share: 0.05, changes: ['hide', 'show'] },
  { share: 0.03, changes: ['for-followers'] },
  { share: 0.03, changes: ['rename', 'hide', 'rename', 'show'] },
  { share: 0.06, changes: ['delete'] },
  { share: 0.03, changes: ['rename', 'delete'] },
]

/** The next change comes after as many milliseconds as this at most: some before anything is posted, some long after. */
const NEXT_CHANGE = 5000

const SPORTS = ['Run', 'Ride', 'Hike']

function habit(random: Random): readonly Change[] {
  let left = random.next()
  for (const { share, changes } of HABITS) {
    left -= share
    if (left < 0) return changes
  }
  return []
}

/** Everything that happens, in order. The same for the same numbers. */
export function planHappenings(options: { count: number; athletes: number; perSecond: number; random: Random }) {
  const { count, athletes, perSecond, random } = options
  const happenings: Happening[] = []
  for (let activity = 0; activity < count; activity += 1) {
    let at = (activity / perSecond) * 1000
    const sport = random.pick(SPORTS)
    const distance = Math.round(random.between(300, 6000)) * 10
    const input = { sport_type: sport, distance, moving_time: Math.round(distance / 3), name: `Outing ${activity}` }
    happenings.push({ at, activity, kind: 'finish', athlete: Math.floor(random.next() * athletes), input })
    for (const kind of habit(random)) {
      at += random.next() * NEXT_CHANGE
      happenings.push({ at, activity, kind })
    }
  }
  return happenings.sort((a, b) => a.at - b.at)
}
