import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const LOOK_EVERY = 500

function parentOf(pid: number): number {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)]))
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Calls back when npm, which started this, was ended alone: its shell dies with it and passes no signal on to tsx and us. */
export function onOrphaned(end: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return
  try {
    const shell = parentOf(process.ppid)
    if (shell <= 1) return
    const timer = setInterval(() => lives(shell) || end(), LOOK_EVERY)
    timer.unref()
  } catch {
    // Without /proc and ps there is nobody to ask.
  }
}
