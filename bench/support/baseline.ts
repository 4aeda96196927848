import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { killWithParent } from '../../sandbox/demo/kill-with-parent.ts'

/** A program to compare with, by its address as a file, as a process of its own: it is given its task, and says one JSON value a line. */
export async function startBaseline(script: string, task: unknown) {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), fileURLToPath(script)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const cancelKill = killWithParent(child.pid as number)
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.stdin.end(JSON.stringify(task))
  return {
    /** The next thing that it says. */
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
