import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { killWithParent } from '../../sandbox/demo/kill-with-parent.ts'

/**
 * Runs a baseline program, given by its file URL, as a separate process: it gets its task and prints one JSON value per
 * line.
 */
export async function startBaseline(script: string, task: unknown) {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), fileURLToPath(script)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const cancelKill = killWithParent(child.pid as number)
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.stdin.end(JSON.stringify(task))
  return {
    /** Its next value. */
    async nextMessage<T>(): Promise<T> {
      const { value, done } = await lines.next()
      if (done) throw new Error(`${script} ended without a word`)
      return JSON.parse(value) as T
    },
    async stop(): Promise<void> {
      child.kill('SIGTERM')
      await ended
      cancelKill()
    },
  }
}
