import { setTimeout as pause } from 'node:timers/promises'
import { act } from './act.ts'
import type { Finished } from './compare.ts'
import type { createDelivery } from './deliver.ts'
import { isRead, PASSING, type Target } from './faults/target.ts'
import type { createStrikes } from './schedule.ts'
import type { Setting } from './setting.ts'

/** So often at most. Three reads that fail make the program leave Strava alone, so that not every fault is met in the first round. */
const ROUNDS = 8

/** In each round somebody asks so often. */
const ASKED = 4

interface Course {
  target: Target
  strikes: ReturnType<typeof createStrikes>
  delivery: ReturnType<typeof createDelivery>
  finished: Finished[]
  /** When what is to do may take so long. Milliseconds. */
  limit: number
}

/**
 * What has met nobody, because Strava was left alone just then, strikes again when all is calm, and in that moment every athlete finishes an
 * activity, those that were finished before it are renamed or deleted in turn, and somebody asks.
 */
export async function strikeAgain(
  { members, queues }: Setting,
  { target, strikes, delivery, finished, limit }: Course,
) {
  const finishOne = (athlete: number): number => {
    const activity = finished.length
    const input = { sport_type: 'Run', distance: 5000 + activity * 10, moving_time: 1500, name: `Outing ${activity}` }
    act({ at: 0, activity, kind: 'finish', athlete, input }, finished, members)
    return activity
  }
  const change = (activity: number) =>
    act({ at: 0, activity, kind: activity % 2 ? 'rename' : 'delete' }, finished, members)

  let before: number[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const unmet = strikes.unmet()
    if (unmet.length === 0) return
    // What is to be changed has to stand first.
    if (round > 0) for (const fault of unmet) strikes.strike(fault)
    before.forEach(change)
    before = members.map((_, athlete) => finishOne(athlete))
    await delivery.atOnce()
    for (let asked = 0; asked < ASKED; asked += 1) target.ask()
    await pause(PASSING)
    await strikes.over()
    await isRead(200, target)
    await queues.idle(limit)
  }
}
