import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { killWithParent } from '../../sandbox/demo/kill-with-parent.ts'
import { findNonEphemeralPort } from '../../sandbox/demo/port.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const READY_TIMEOUT_MS = 20_000

export interface ProgramProcess {
  name: string
  port: number
  /** Resolves to how it exited. */
  ended: Promise<string>
  pid: number
  /** Time from start to ready. Milliseconds. */
  readyAfterMs: number
  /** Freezes until `resume`, without closing connections. */
  suspend(): void
  resume(): void
  /** Resolves to how it exited. */
  stop(signal: NodeJS.Signals): Promise<string>
}

/** Starts the built program as several processes, from a copy: builds in between change nothing. */
export async function createProcesses(settings: Record<string, string>) {
  if (!existsSync(join(ROOT, 'dist/main.js'))) throw new Error('dist/main.js is not there: npm run build')
  const folder = await mkdtemp(join(tmpdir(), 'domestique-chaos-'))
  await cp(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true })
  await cp(join(ROOT, 'package.json'), join(folder, 'package.json'))
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const running = new Set<ProgramProcess>()

  async function waitUntilReady(port: number, ended: Promise<string>): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS
    const failedStart = ended.then((exitReason) =>
      Promise.reject(new Error(`A process ended at its start (${exitReason}); see ${folder}`)),
    )
    for (;;) {
      const isReady = fetch(`http://127.0.0.1:${port}/readyz`).then(({ ok }) => ok)
      if (await Promise.race([isReady.catch(() => false), failedStart])) return
      if (Date.now() > deadline) throw new Error(`A process did not get ready; see ${folder}`)
      await new Promise((resolveWait) => setTimeout(resolveWait, 5))
    }
  }

  return {
    folder,
    async start(name: string, extraSettings: Record<string, string>): Promise<ProgramProcess> {
      const port = Number(extraSettings.PORT ?? (await findNonEphemeralPort()))
      const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings, ...extraSettings, PORT: String(port) }
      const log = openSync(join(folder, `${name}.log`), 'a')
      const startedAt = performance.now()
      const child = spawn(process.execPath, ['dist/main.js'], { cwd: folder, env, stdio: ['ignore', log, log] })
      closeSync(log)
      const cancelKill = killWithParent(child.pid as number)
      const ended = new Promise<string>((resolveExit) =>
        child.once('exit', (code, signal) => resolveExit(String(signal ?? code))),
      )
      const self: ProgramProcess = {
        name,
        port,
        ended,
        pid: child.pid as number,
        readyAfterMs: 0,
        suspend: () => void child.kill('SIGSTOP'),
        resume: () => void child.kill('SIGCONT'),
        async stop(signal) {
          child.kill(signal)
          const exitReason = await ended
          cancelKill()
          running.delete(self)
          return exitReason
        },
      }
      running.add(self)
      await waitUntilReady(port, ended)
      self.readyAfterMs = performance.now() - startedAt
      return self
    },
    /** Log lines of level `warn` and above, by message and count. */
    async warnings(): Promise<Map<string, number>> {
      const counts = new Map<string, number>()
      for (const name of (await readdir(folder)).filter((file) => file.endsWith('.log'))) {
        for (const line of (await readFile(join(folder, name), 'utf8')).split('\n').filter(Boolean)) {
          const text = toWarning(line)
          if (text) counts.set(text, (counts.get(text) ?? 0) + 1)
        }
      }
      return counts
    },
    async close({ keep }: { keep: boolean }): Promise<void> {
      await Promise.all([...running].map((programProcess) => programProcess.stop('SIGTERM')))
      if (!keep) await rm(folder, { recursive: true, force: true })
    },
  }
}

function toWarning(line: string): string | undefined {
  try {
    const { level, job, plan, msg, err } = JSON.parse(line)
    return level >= 40 ? [msg, job, plan, err?.kind, err?.message].filter(Boolean).join(' · ') : undefined
  } catch {
    return line.slice(0, 120)
  }
}
