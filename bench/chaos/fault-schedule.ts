import type { Random } from '../support/random.ts'
import type { ChaosFault, FaultTarget } from './faults/chaos-fault.ts'
import { FAULTS } from './faults/index.ts'

/** `frequency` of a fault refers to this many activities. */
const ACTIVITIES_PER_FREQUENCY = 150

/**
 * The part of the run in which faults are injected: after the first posts, and early enough that the last ones still
 * meet work.
 */
const [FROM_SHARE, TO_SHARE] = [0.05, 0.9]

/** Every fault as often as planned, in an order and at times that depend only on the seed. Milliseconds. */
export function planFaults({ activities, length, random }: { activities: number; length: number; random: Random }) {
  const due = FAULTS.flatMap((fault) =>
    Array<ChaosFault>(Math.max(Math.round((fault.frequency * activities) / ACTIVITIES_PER_FREQUENCY), 1)).fill(fault),
  )
  const order = due.map((fault) => ({ fault, draw: random.next() })).sort((a, b) => a.draw - b.draw)
  const step = ((TO_SHARE - FROM_SHARE) * length) / order.length
  return order.map(({ fault }, index) => ({ fault, at: FROM_SHARE * length + (index + random.next()) * step }))
}

/** Injects faults: those of one group one after the other, those of different groups independently. */
export function createFaultInjector(target: FaultTarget) {
  const lastByGroup = new Map<ChaosFault['group'], Promise<unknown>>()
  const counts = new Map(FAULTS.map(({ name }) => [name, { injected: 0, met: 0 }]))
  return {
    /** How often each fault was injected, and how often it was met. */
    counts,
    inject(fault: ChaosFault): void {
      const before = lastByGroup.get(fault.group) ?? Promise.resolve()
      const count = counts.get(fault.name) ?? { injected: 0, met: 0 }
      counts.set(fault.name, count)
      const met = () => {
        count.met += 1
      }
      const done = before.then(async () => {
        await fault.inject(target, met)
        count.injected += 1
      })
      done.catch(() => {})
      lastByGroup.set(fault.group, done)
    },
    /** Faults that were not met yet. */
    unmet: () => FAULTS.filter(({ name }) => counts.get(name)?.met === 0),
    /** Resolves when all faults are over; rejects if one could not be injected. */
    waitUntilOver: () => Promise.all(lastByGroup.values()),
  }
}
