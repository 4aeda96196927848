import { spawn } from 'node:child_process'

/**
 * Stops a process when this one is gone, for whatever reason: a shell waits on a pipe that closes with us, then sends
 * SIGTERM. Returns a function that cancels this.
 */
export function killWithParent(pid: number): () => void {
  const shell = spawn('sh', ['-c', 'read -r line; kill -TERM "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  shell.on('error', () => {})
  shell.unref()
  return () => {
    shell.kill('SIGKILL')
    shell.stdin.destroy()
  }
}
