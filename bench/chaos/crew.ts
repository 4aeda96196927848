import { setTimeout as pause } from 'node:timers/promises'
import type { createProcesses, Process } from '../support/processes.ts'

/** A worker that cannot start, because Redis is unavailable, is started again, as whatever runs the program does. */
const STARTS = 5

/** What ends by itself within this time could not start; /readyz may have said otherwise. Milliseconds. */
const START_LIMIT = 3000

/** The program's own limit for a stop, and a little for the system. Milliseconds. */
const STOP_LIMIT = 40_000

/** So often another moment for a kill is looked for; a token that has not come into Redis by then never will. */
const MOMENTS = 40
/** Between two of them. Milliseconds. */
const NEXT_MOMENT = 200

/** The workers, of which some are killed, and for each of which another one comes. */
export function createCrew(processes: Awaited<ReturnType<typeof createProcesses>>) {
  const workers: Process[] = []
  const stops: { name: string; how: string; took: number }[] = []
  const ends: string[] = []
  let started = 0
  let failedStarts = 0
  let putOff = 0

  /** One that ends although nobody asked it to is replaced. */
  async function replaceWhenEnded(worker: Process): Promise<void> {
    const began = performance.now()
    const how = await worker.ended
    if (!workers.includes(worker)) return
    workers.splice(workers.indexOf(worker), 1)
    if (performance.now() - began < START_LIMIT) failedStarts += 1
    else ends.push(`${worker.name} ended by itself with ${how}`)
    await add()
  }

  async function add(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      started += 1
      try {
        const worker = await processes.start(`worker-${started}`, { RUN: 'worker' })
        workers.push(worker)
        replaceWhenEnded(worker).catch((error) => ends.push(String(error)))
        return
      } catch (error) {
        failedStarts += 1
        if (tries === STARTS) throw error
      }
    }
  }

  return {
    add,
    /** Every stop that was asked for, with how it ended and how long that took in milliseconds. */
    stops,
    /** Workers that ended although nobody asked them to. */
    ends,
    /** At the end everything may end. */
    dismiss: () => void workers.splice(0),
    size: () => workers.length,
    /** How many were started in all. */
    started: () => started,
    failedStarts: () => failedStarts,
    /** How often a kill waited because Redis did not have every refresh token yet, or could not say. */
    putOff: () => putOff,
    isStopRight: ({ how, took }: { how: string; took: number }) => how === '0' && took < STOP_LIMIT,
    /**
     * Ends the oldest so many as a power cut does, in such a moment; others take their places. They stand still while it is found out
     * whether they may be killed, and go on until another moment if not. Answers whether it was such a moment: one that does not come is
     * not waited for again.
     */
    async kill(count: number, { moment, mayDie }: { moment?: () => Promise<boolean>; mayDie: () => Promise<boolean> }) {
      let isMoment = true
      for (let tries = 1; ; tries += 1) {
        if (moment && isMoment) isMoment = await moment()
        const victims = workers.slice(0, count)
        for (const one of victims) one.standStill()
        if ((await mayDie()) || tries === MOMENTS) {
          workers.splice(0, victims.length)
          await Promise.all(victims.map((one) => one.end('SIGKILL')))
          await Promise.all(victims.map(add))
          return isMoment
        }
        putOff += 1
        for (const one of victims) one.goOn()
        await pause(NEXT_MOMENT)
      }
    },
    /** Answers whether there was one to stop. */
    async stop(): Promise<boolean> {
      const victim = workers.shift()
      if (!victim) return false
      const began = performance.now()
      const [how] = await Promise.all([victim.end('SIGTERM'), add()])
      stops.push({ name: victim.name, how, took: Math.round(performance.now() - began) })
      return true
    },
    /** How many jobs of this name each worker has done. */
    async done(job: string): Promise<number[]> {
      const pattern = new RegExp(`^domestique_jobs_total\\{[^}]*job="${job}",outcome="done"\\} (\\d+)`, 'm')
      return Promise.all(
        workers.map(async ({ port }) => {
          const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
          return Number(pattern.exec(text)?.[1] ?? 0)
        }),
      )
    },
  }
}
