import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'
import { promisify } from 'node:util'

/** The machine on which the figures depend. */
export async function describeMachine(): Promise<string> {
  const { stdout } = await promisify(execFile)('redis-server', ['--version'])
  const redis = /v=(\S+)/.exec(stdout)?.[1] ?? 'unknown'
  const [first] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  return `${cpus().length} cores (${first?.model}), ${memory} of memory, Node ${process.versions.node}, Redis ${redis}, load ${loadavg()[1]?.toFixed(1)}`
}

/** The kernel counts in hundredths of a second. Milliseconds. */
const TICK_MS = 10

/** CPU time of a process so far. Milliseconds. */
export async function cpuTimeOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** Resident memory of a process. Megabytes. */
export async function memoryOf(pid: number): Promise<number> {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** Resident memory of a process and its child processes. Megabytes. */
export async function memoryWithChildren(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  const pids = children.split(' ').filter(Boolean).map(Number)
  // A child process may end in between.
  const childrenMemory = await Promise.all(pids.map((child) => memoryOf(child).catch(() => 0)))
  return childrenMemory.reduce((sum, memory) => sum + memory, await memoryOf(pid))
}
