import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const CHECK_INTERVAL_MS = 500

function parentPidOf(pid: number): number {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)]))
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Calls back when the parent npm process was killed, because its shell then dies without forwarding a signal. */
export function onParentExit(end: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return
  try {
    const shell = parentPidOf(process.ppid)
    if (shell <= 1) return
    const timer = setInterval(() => isRunning(shell) || end(), CHECK_INTERVAL_MS)
    timer.unref()
  } catch {
    // Without /proc and ps the parent cannot be checked.
  }
}
