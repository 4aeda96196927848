import { setTimeout as pause } from 'node:timers/promises'
import { applyChange } from './apply-change.ts'
import type { ChaosEnvironment } from './chaos-environment.ts'
import type { TrackedActivity } from './compare-channel.ts'
import type { createEventDelivery } from './event-delivery.ts'
import type { createFaultInjector } from './fault-schedule.ts'
import { FAULT_LIFETIME_MS, type FaultTarget, waitForRead } from './faults/chaos-fault.ts'

/**
 * Maximum number of rounds. Three failed reads open the circuit breaker, so not every fault is met in the first round.
 */
const MAX_ROUNDS = 8

/** Number of commands in each round. */
const COMMANDS_PER_ROUND = 4

interface RetryOptions {
  target: FaultTarget
  faultInjector: ReturnType<typeof createFaultInjector>
  delivery: ReturnType<typeof createEventDelivery>
  finished: TrackedActivity[]
  /** Time limit for the work. Milliseconds. */
  limit: number
}

/**
 * Faults that no call met, because the circuit breaker was open, are injected again at the end. At that moment every
 * athlete finishes an activity, their earlier ones are renamed or deleted in turn, and someone runs a command.
 */
export async function retryUnmetFaults(
  { members, queues }: ChaosEnvironment,
  { target, faultInjector, delivery, finished, limit }: RetryOptions,
) {
  const createOne = (athlete: number): number => {
    const activity = finished.length
    const input = { sport_type: 'Run', distance: 5000 + activity * 10, moving_time: 1500, name: `Outing ${activity}` }
    applyChange({ at: 0, activity, kind: 'finish', athlete, input }, finished, members)
    return activity
  }
  const change = (activity: number) =>
    applyChange({ at: 0, activity, kind: activity % 2 ? 'rename' : 'delete' }, finished, members)

  let before: number[] = []
  for (let round = 0; round <= MAX_ROUNDS; round += 1) {
    const unmet = faultInjector.unmet()
    if (unmet.length === 0) return
    // An activity must be posted before it is changed.
    if (round > 0) for (const fault of unmet) faultInjector.inject(fault)
    before.forEach(change)
    before = members.map((_, athlete) => createOne(athlete))
    await delivery.deliverNow()
    for (let commandIndex = 0; commandIndex < COMMANDS_PER_ROUND; commandIndex += 1) target.runCommand()
    await pause(FAULT_LIFETIME_MS)
    await faultInjector.waitUntilOver()
    await waitForRead(200, target)
    await queues.waitUntilIdle(limit)
  }
}
