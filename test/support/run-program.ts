import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

export interface ProgramRun {
  child: ChildProcess
  /** What it has printed so far, both streams. */
  output(): string
  /** Resolves with its exit code, or with the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>
  /** Resolves when the output matches the pattern. */
  waitForOutput(pattern: RegExp): Promise<void>
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>
}

const ROOT = resolve(import.meta.dirname, '../..')

/** Runs a built program as its own process, with only this environment. */
export function runProgram(
  file: string,
  environment: Record<string, string>,
  { args = [], cwd = ROOT, input }: { args?: string[]; cwd?: string; input?: string } = {},
): ProgramRun {
  const child = spawn(process.execPath, [resolve(ROOT, file), ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(input)
  let printed = ''
  const watchers = new Set<() => void>()
  const append = (chunk: Buffer) => {
    printed += chunk
    for (const watcher of watchers) watcher()
  }
  child.stdout.on('data', append)
  child.stderr.on('data', append)
  const ended = new Promise<number | NodeJS.Signals | null>((done) =>
    child.once('close', (code, signal) => {
      done(code ?? signal)
      for (const watcher of watchers) watcher()
    }),
  )

  return {
    child,
    output: () => printed,
    ended,
    waitForOutput: (pattern) =>
      new Promise((onMatch, onError) => {
        const checkOutput = () => {
          if (pattern.test(printed)) onMatch()
          else if (child.exitCode !== null)
            onError(new Error(`the program ended without printing ${pattern}:\n${printed}`))
          else return
          watchers.delete(checkOutput)
        }
        watchers.add(checkOutput)
        checkOutput()
      }),
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      return ended
    },
  }
}
