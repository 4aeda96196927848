import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { killWithParent } from './kill-with-parent.ts'
import { stopStaleRedis } from './stale-redis.ts'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** Environment variables that any process needs; none of them configures the program. */
const INHERITED_VARIABLES = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TMPDIR', 'LD_LIBRARY_PATH']

/** The program stops within 30 seconds on its own. Milliseconds. */
const STOP_TIMEOUT_MS = 32_000

export interface DemoProgram {
  readonly logPath: string
  /** Rejects if the program exits without being asked to. */
  readonly crashed: Promise<never>
  log(): Promise<string>
  /** Stops the program and waits. Resolves to how it ended: `0`, or the error. */
  stop(): Promise<string>
  /** Starts it again with the data on disk. */
  start(): void
  /** Sets the program's clock this far ahead of the machine's; only if it was started with a clock. */
  setAhead(milliseconds: number): Promise<void>
  /** Like `stop`, but final; a second call waits for the first. */
  close(): Promise<string>
}

interface ProgramOptions {
  /** A module that is loaded first. It gets the milliseconds in its query as `ahead`, and then from `setAhead`. */
  clockModule?: URL | undefined
}

/** Starts the built program in `folder` with only these settings. */
export function startProgram(
  folder: string,
  settings: Record<string, string>,
  { clockModule }: ProgramOptions = {},
): DemoProgram {
  if (!existsSync(MAIN))
    throw new Error('dist/main.js is not there: start the demo with `npm run demo`, which builds it')
  const logPath = join(folder, 'program.log')
  const dataDir = join(folder, 'data')
  const inherited = INHERITED_VARIABLES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))
  const env = { ...Object.fromEntries(inherited), ...settings, DATA_DIR: dataDir }
  let reportCrash: (error: Error) => void = () => {}
  const crashed = new Promise<never>((_, reject) => {
    reportCrash = reject
  })
  crashed.catch(() => {})
  let aheadMs = 0
  let child: ChildProcess | undefined

  function toClockArguments(): string[] {
    if (!clockModule) return []
    const module = new URL(clockModule)
    module.searchParams.set('ahead', String(aheadMs))
    return ['--import', module.href]
  }

  /** Starts the program once; returns how to stop it. */
  function spawnProgram(): () => Promise<string> {
    const log = openSync(logPath, 'a')
    // In its own folder, so that it does not read a `.env` of the project. In its own process group: Ctrl-C is for the
    // demo, which stops it.
    const started = spawn(process.execPath, [...toClockArguments(), MAIN], {
      ...{ cwd: folder, env, detached: true },
      stdio: ['ignore', log, log, ...(clockModule ? (['ipc'] as const) : [])],
    })
    child = started
    closeSync(log)
    const cancelKill = started.pid === undefined ? () => {} : killWithParent(started.pid)
    let asked: Promise<string> | undefined
    const ended = new Promise<string>((resolve) => {
      started.once('error', (error) => resolve(error.message))
      started.once('exit', (code, signal) => resolve(String(signal ?? code)))
    })
    ended.then((how) => {
      if (asked === undefined) reportCrash(new Error(`The program exited unexpectedly (${how})`))
    })

    async function end(): Promise<string> {
      started.kill('SIGTERM')
      const timer = setTimeout(() => started.kill('SIGKILL'), STOP_TIMEOUT_MS)
      const how = await ended
      clearTimeout(timer)
      cancelKill()
      const left = await stopStaleRedis(dataDir)
      return left ? `${how}, and it left its redis-server behind` : how
    }
    return () => {
      asked ??= end()
      return asked
    }
  }

  let end = spawnProgram()
  let isClosed = false
  return {
    logPath,
    crashed,
    log: () => readFile(logPath, 'utf8'),
    stop: () => end(),
    start() {
      if (!isClosed) end = spawnProgram()
    },
    async setAhead(milliseconds) {
      aheadMs = milliseconds
      if (!child?.connected) return
      const answered = once(child, 'message')
      child.send({ aheadMs })
      await Promise.race([answered, once(child, 'exit')])
    },
    close() {
      isClosed = true
      return end()
    },
  }
}
