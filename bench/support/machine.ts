import { execFile } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { promisify } from 'node:util'

/** What the figures depend on. */
export async function describeMachine(): Promise<string> {
  const { stdout } = await promisify(execFile)('redis-server', ['--version'])
  const redis = /v=(\S+)/.exec(stdout)?.[1] ?? 'unknown'
  const [first] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  return `${cpus().length} cores (${first?.model}), ${memory} of memory, Node ${process.versions.node}, Redis ${redis}`
}
