import type { Random } from '../support/random.ts'
import { FAULTS } from './faults/index.ts'
import type { Fault, Target } from './faults/target.ts'

/** `often` of a fault is for as many activities as this. */
const PER = 150

/** In this part of the way faults strike: after the first posts, and so that the last ones still meet work. */
const [FROM, TO] = [0.05, 0.9]

/** Every fault as often as it is due, in an order and at moments that are the same for the same seed. Milliseconds. */
export function planFaults({ activities, length, random }: { activities: number; length: number; random: Random }) {
  const due = FAULTS.flatMap((fault) =>
    Array<Fault>(Math.max(Math.round((fault.often * activities) / PER), 1)).fill(fault),
  )
  const order = due.map((fault) => ({ fault, draw: random.next() })).sort((a, b) => a.draw - b.draw)
  const step = ((TO - FROM) * length) / order.length
  return order.map(({ fault }, index) => ({ fault, at: FROM * length + (index + random.next()) * step }))
}

/** Lets faults strike: those of one part one after the other, those of different parts whenever they come. */
export function createStrikes(target: Target) {
  const lasts = new Map<Fault['part'], Promise<unknown>>()
  const counts = new Map(FAULTS.map(({ name }) => [name, { struck: 0, met: 0 }]))
  return {
    /** How often each fault has struck, and how often somebody met it. */
    counts,
    strike(fault: Fault): void {
      const before = lasts.get(fault.part) ?? Promise.resolve()
      const count = counts.get(fault.name) ?? { struck: 0, met: 0 }
      counts.set(fault.name, count)
      const met = () => {
        count.met += 1
      }
      const done = before.then(async () => {
        await fault.strike(target, met)
        count.struck += 1
      })
      done.catch(() => {})
      lasts.set(fault.part, done)
    },
    /** Those that nobody has met yet. */
    unmet: () => FAULTS.filter(({ name }) => counts.get(name)?.met === 0),
    /** Resolves when all is over; rejects when a fault could not strike. */
    over: () => Promise.all(lasts.values()),
  }
}
