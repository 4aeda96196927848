import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { guard } from './guard.ts'
import { endLeftoverRedis } from './leftover.ts'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** What a process needs of the machine; nothing of this configures the program. */
const OF_THE_MACHINE = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TMPDIR', 'LD_LIBRARY_PATH']

/** The program stops within 30 seconds by itself. Milliseconds. */
const STOP_LIMIT = 32_000

export interface Program {
  readonly logPath: string
  /** Rejects when the program ends without having been asked to. */
  readonly died: Promise<never>
  log(): Promise<string>
  /** Asks it to stop, and waits. Resolves to how it ended: `0`, or what was wrong. */
  goesAway(): Promise<string>
  /** Starts it again with what it has on disk. */
  comesBack(): void
  /** Like `goesAway`, for good; a second call waits for the same. */
  stop(): Promise<string>
}

/** Starts the built program as it is, in `folder`, with these settings and no others. */
export function startProgram(folder: string, settings: Record<string, string>): Program {
  if (!existsSync(MAIN))
    throw new Error('dist/main.js is not there: start the demo with `npm run demo`, which builds it')
  const logPath = join(folder, 'program.log')
  const dataDir = join(folder, 'data')
  const inherited = OF_THE_MACHINE.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))
  const env = { ...Object.fromEntries(inherited), ...settings, DATA_DIR: dataDir }
  let tellDeath: (error: Error) => void = () => {}
  const died = new Promise<never>((_, reject) => {
    tellDeath = reject
  })
  died.catch(() => {})

  /** One life of the program; answers how to end it. */
  function live(): () => Promise<string> {
    const log = openSync(logPath, 'a')
    // The folder is its own: a `.env` of the project must not be read. A process group of its own: Ctrl-C is for the demo, which stops it.
    const child = spawn(process.execPath, [MAIN], { cwd: folder, env, stdio: ['ignore', log, log], detached: true })
    closeSync(log)
    const dismiss = child.pid === undefined ? () => {} : guard(child.pid)
    let asked: Promise<string> | undefined
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('exit', (code, signal) => resolve(String(signal ?? code)))
    })
    ended.then((how) => {
      if (asked === undefined) tellDeath(new Error(`The program ended by itself (${how})`))
    })

    async function end(): Promise<string> {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT)
      const how = await ended
      clearTimeout(timer)
      dismiss()
      const left = await endLeftoverRedis(dataDir)
      return left ? `${how}, and it left its redis-server behind` : how
    }
    return () => {
      asked ??= end()
      return asked
    }
  }

  let end = live()
  let isOver = false
  return {
    logPath,
    died,
    log: () => readFile(logPath, 'utf8'),
    goesAway: () => end(),
    comesBack() {
      if (!isOver) end = live()
    },
    stop() {
      isOver = true
      return end()
    },
  }
}
