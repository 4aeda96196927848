import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { KEYS } from './fake-terminal.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/**
 * Runs a built program in a pseudo terminal, with only this environment. `script` makes the terminal: it is part of
 * util-linux, and its options are those of Linux.
 */
export function runInTerminal(
  file: string,
  environment: Record<string, string>,
  { args = [], cwd = ROOT, size }: { args?: string[]; cwd?: string; size?: { columns: number; rows: number } } = {},
) {
  const command = [process.execPath, resolve(ROOT, file), ...args].map((part) => `'${part}'`).join(' ')
  const resize = size ? `stty cols ${size.columns} rows ${size.rows}; ` : ''
  const child = spawn('script', ['-qefc', `${resize}exec ${command}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TERM: 'xterm', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let printed = ''
  let raw = ''
  let seen = 0
  const watchers = new Set<() => void>()
  const notifyWatchers = () => {
    for (const watcher of watchers) watcher()
  }
  child.stdout.on('data', (chunk: Buffer) => {
    raw += chunk
    printed = stripVTControlCharacters(`${printed}${chunk}`).replaceAll('\r', '')
    notifyWatchers()
  })
  const ended = new Promise<number | NodeJS.Signals | null>((done) =>
    child.once('close', (code, signal) => {
      done(code ?? signal)
      notifyWatchers()
    }),
  )

  return {
    /** What it has shown so far, without colours. */
    output: () => printed,
    /** The same, as a terminal gets it. */
    raw: () => raw,
    /** Resolves with its exit code. */
    ended,
    /** Resolves when it shows a match, after the previous match. */
    waitForOutput: (pattern: RegExp) =>
      new Promise<void>((onMatch, onError) => {
        const checkOutput = () => {
          const match = pattern.exec(printed.slice(seen))
          if (match) {
            seen += match.index + match[0].length
            onMatch()
          } else if (child.exitCode !== null)
            onError(new Error(`the program ended without printing ${pattern}:\n${printed}`))
          else return
          watchers.delete(checkOutput)
        }
        watchers.add(checkOutput)
        checkOutput()
      }),
    type: (text: string) => void child.stdin.write(text),
    press: (key: keyof typeof KEYS) => void child.stdin.write(KEYS[key]),
    /** Presses Ctrl-C, unless it has ended. */
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.stdin.write(KEYS['ctrl-c'])
      return ended
    },
  }
}
