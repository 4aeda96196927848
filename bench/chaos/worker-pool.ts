import { setTimeout as pause } from 'node:timers/promises'
import type { createProcesses, ProgramProcess } from '../support/program-processes.ts'

/** A worker that cannot start because Redis is unavailable is restarted, as a process manager does. */
const MAX_START_ATTEMPTS = 5

/** A worker that exits within this time failed to start; /readyz may have said otherwise. Milliseconds. */
const EARLY_EXIT_MS = 3000

/** The program's time limit for a shutdown, with some margin. Milliseconds. */
const STOP_TIMEOUT_MS = 40_000

/** How many times to look for another moment for a kill; a token that is not in Redis by then never will be. */
const MAX_KILL_ATTEMPTS = 40
/** Pause between two of these attempts. Milliseconds. */
const KILL_RETRY_MS = 200

/** The workers. Some are killed, and each is replaced. */
export function createWorkerPool(processes: Awaited<ReturnType<typeof createProcesses>>) {
  const workers: ProgramProcess[] = []
  const stops: { name: string; how: string; tookMs: number }[] = []
  const unexpectedExits: string[] = []
  let started = 0
  let failedStarts = 0
  let postponedKills = 0

  /** Workers that exit unexpectedly are replaced. */
  async function replaceWhenEnded(worker: ProgramProcess): Promise<void> {
    const startedAt = performance.now()
    const how = await worker.ended
    if (!workers.includes(worker)) return
    workers.splice(workers.indexOf(worker), 1)
    if (performance.now() - startedAt < EARLY_EXIT_MS) failedStarts += 1
    else unexpectedExits.push(`${worker.name} exited unexpectedly with ${how}`)
    await add()
  }

  async function add(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      started += 1
      try {
        const worker = await processes.start(`worker-${started}`, { RUN: 'worker' })
        workers.push(worker)
        replaceWhenEnded(worker).catch((error) => unexpectedExits.push(String(error)))
        return
      } catch (error) {
        failedStarts += 1
        if (tries === MAX_START_ATTEMPTS) throw error
      }
    }
  }

  return {
    add,
    /** All requested stops, with their results and durations in milliseconds. */
    stops,
    /** Workers that exited unexpectedly. */
    unexpectedExits: unexpectedExits,
    /** At the end, workers may exit. */
    forgetWorkers: () => void workers.splice(0),
    size: () => workers.length,
    /** How many were started in total. */
    started: () => started,
    failedStarts: () => failedStarts,
    /** How often a kill waited because Redis did not have every refresh token yet, or was unavailable. */
    postponedKills: () => postponedKills,
    isCleanStop: ({ how, tookMs }: { how: string; tookMs: number }) => how === '0' && tookMs < STOP_TIMEOUT_MS,
    /**
     * Kills the oldest workers, like a power cut, at a safe moment; others replace them. They are frozen during
     * the check, and resumed if killing them isn't safe. Returns whether `moment` came; if it doesn't come once, later
     * attempts don't wait for it.
     */
    async kill(
      count: number,
      { moment, isSafeToKill }: { moment?: () => Promise<boolean>; isSafeToKill: () => Promise<boolean> },
    ) {
      let isMoment = true
      for (let tries = 1; ; tries += 1) {
        if (moment && isMoment) isMoment = await moment()
        const targets = workers.slice(0, count)
        for (const worker of targets) worker.suspend()
        if ((await isSafeToKill()) || tries === MAX_KILL_ATTEMPTS) {
          workers.splice(0, targets.length)
          await Promise.all(targets.map((worker) => worker.stop('SIGKILL')))
          await Promise.all(targets.map(add))
          return isMoment
        }
        postponedKills += 1
        for (const worker of targets) worker.resume()
        await pause(KILL_RETRY_MS)
      }
    },
    /** Returns whether there was a worker to stop. */
    async stop(): Promise<boolean> {
      const target = workers.shift()
      if (!target) return false
      const startedAt = performance.now()
      const [how] = await Promise.all([target.stop('SIGTERM'), add()])
      stops.push({ name: target.name, how, tookMs: Math.round(performance.now() - startedAt) })
      return true
    },
    /** How many jobs of this name each worker has run. */
    async countCompletedJobs(job: string): Promise<number[]> {
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
