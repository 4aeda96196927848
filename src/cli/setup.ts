#!/usr/bin/env node
import { createInterface } from 'node:readline/promises'
import { exitOnSignals, UsageError } from './run-tool.ts'
import { createTerminal, StoppedError } from './setup/dialog.ts'
import { runPlainSetup } from './setup/run-plain-setup.ts'
import { runSetup } from './setup/run-setup.ts'
import { parseSetupOptions, type SetupOptions, USAGE } from './setup/setup-options.ts'

const EXIT_WRONG_USAGE = 2
/** What a shell reports for a program that Ctrl-C ended. */
const EXIT_STOPPED = 130

const STOPPED = 'Stopped. Accepted values are saved. Run setup again to continue.'

/** The values that flags leave to standard input, one line each. */
async function readFromStdin(names: readonly string[]): Promise<Record<string, string>> {
  if (names.length === 0) return {}
  const lines: string[] = []
  for await (const line of createInterface({ input: process.stdin })) {
    lines.push(line.trim())
    if (lines.length === names.length) break
  }
  const missing = names.filter((_, index) => !lines[index])
  if (missing.length > 0) throw new UsageError(`Standard input has no line for ${missing.join(' and ')}.`)
  return Object.fromEntries(names.map((name, index) => [name, lines[index] ?? '']))
}

async function setUpInTerminal(options: SetupOptions): Promise<number> {
  const terminal = createTerminal({ input: process.stdin, output: process.stdout })
  // Between two questions, Ctrl-C is a signal.
  exitOnSignals(() => terminal.stop(STOPPED))
  terminal.begin('Domestique setup')
  try {
    const { screen, questions } = terminal
    const { exitCode, next } = await runSetup({ options, environment: process.env, screen, questions, now: Date.now })
    if (next.length > 0) screen.info(next.join('\n\n'))
    terminal.end(next.length > 0 ? 'The settings are saved.' : "Setup isn't finished.")
    return exitCode
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error
    terminal.stop(STOPPED)
    return EXIT_STOPPED
  }
}

async function main(): Promise<number> {
  const parsed = parseSetupOptions(process.argv.slice(2))
  if (parsed.help) {
    console.log(USAGE)
    return 0
  }
  const isInTerminal = process.stdin.isTTY && process.stdout.isTTY && !parsed.yes
  if (isInTerminal && parsed.fromStdin.length === 0) return setUpInTerminal(parsed)
  exitOnSignals()
  const options = { ...parsed, given: { ...parsed.given, ...(await readFromStdin(parsed.fromStdin)) } }
  return runPlainSetup({ options, environment: process.env, output: process.stdout, errors: process.stderr })
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    console.error(error instanceof UsageError ? error.message : error)
    process.exitCode = error instanceof UsageError ? EXIT_WRONG_USAGE : 1
  },
)
