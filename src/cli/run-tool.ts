import { type ParseArgsConfig, parseArgs } from 'node:util'
import { ConfigError } from '../config.ts'
import { SetupError } from '../errors.ts'

/** The exit codes that a shell reports for a program which a signal ended. */
const SIGNAL_EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** Shuts the process down cleanly after Ctrl-C and similar signals, so that a redis-server that it started ends too. */
export function exitOnSignals(beforeExit: () => void = () => {}): void {
  for (const [signal, code] of Object.entries(SIGNAL_EXIT_CODES))
    process.once(signal, () => {
      beforeExit()
      process.exit(code)
    })
}

/** Something the operator can correct; the message says how. */
export class UsageError extends Error {}

/** Whether `parseArgs` threw it. */
export const isParseError = (error: unknown): error is TypeError =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')

const isExpected = (error: unknown): error is Error =>
  [UsageError, ConfigError, SetupError].some((kind) => error instanceof kind) || isParseError(error)

type ToolOptions = NonNullable<ParseArgsConfig['options']>

/** An option that is given or not. */
export const FLAG = { type: 'boolean', default: false } as const

type ToolValues<Given extends ToolOptions> = ReturnType<typeof parseArgs<{ options: Given }>>['values']

interface Tool<Given extends ToolOptions> {
  usage: string
  options: Given
  /** How many arguments it takes besides options (default: none). */
  positionals?: { min: number; max: number }
  /** What the operator can do about an error that isn't one of ours. */
  describeError?: (error: unknown) => string | undefined
  /** The exit code after an error (default: 1). */
  exitCodeOf?: (error: unknown) => number
  run: (values: ToolValues<Given>, positionals: readonly string[]) => Promise<void>
}

async function parseAndRun<Given extends ToolOptions>(tool: Tool<Given>): Promise<void> {
  const { min, max } = tool.positionals ?? { min: 0, max: 0 }
  const { values, positionals } = parseArgs({ options: { ...tool.options, help: FLAG }, allowPositionals: max > 0 })
  if ((values as Record<string, unknown>).help) return console.log(tool.usage)
  if (positionals.length < min || positionals.length > max) throw new UsageError(tool.usage)
  await tool.run(values as ToolValues<Given>, positionals)
}

/** Runs an operator's tool. What the operator can correct is printed without a stack. */
export function runTool<Given extends ToolOptions>(tool: Tool<Given>): void {
  exitOnSignals()
  parseAndRun(tool).catch((error) => {
    console.error(tool.describeError?.(error) ?? (isExpected(error) ? error.message : error))
    process.exitCode = tool.exitCodeOf?.(error) ?? 1
  })
}
