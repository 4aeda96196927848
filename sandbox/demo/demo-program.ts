import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { killWithParent } from './kill-with-parent.ts'
import { stopStaleRedis } from './stale-redis.ts'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** What a process needs from the machine; none of this configures the program. */
const INHERITED_VARIABLES = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TMPDIR', 'LD_LIBRARY_PATH']

/** The program stops within 30 seconds on its own. Milliseconds. */
const STOP_TIMEOUT_MS = 32_000

export interface DemoProgram {
  readonly logPath: string
  /** Rejects if the program exits without being asked to. */
  readonly crashed: Promise<never>
  log(): Promise<string>
  /** Stops the program and waits. Resolves to how it ended: `0`, or what was wrong. */
  stop(): Promise<string>
  /** Starts it again with the data on disk. */
  start(): void
  /** Like `stop`, but final; a second call waits for the first. */
  close(): Promise<string>
}

/** Starts the built program in `folder` with only these settings. */
export function startProgram(folder: string, settings: Record<string, string>): DemoProgram {
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

  /** Starts the program once; returns how to stop it. */
  function spawnProgram(): () => Promise<string> {
    const log = openSync(logPath, 'a')
    // In its own folder, so that it does not read a `.env` of the project. In its own process group: Ctrl-C is for the
    // demo, which stops it.
    const child = spawn(process.execPath, [MAIN], { cwd: folder, env, stdio: ['ignore', log, log], detached: true })
    closeSync(log)
    const cancelKill = child.pid === undefined ? () => {} : killWithParent(child.pid)
    let asked: Promise<string> | undefined
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('exit', (code, signal) => resolve(String(signal ?? code)))
    })
    ended.then((how) => {
      if (asked === undefined) reportCrash(new Error(`The program ended by itself (${how})`))
    })

    async function end(): Promise<string> {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
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
    close() {
      isClosed = true
      return end()
    },
  }
}
