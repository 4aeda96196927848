import { existsSync } from 'node:fs'
import { ConfigError, readConfig } from '../config.ts'
import { SetupError } from '../errors.ts'
import { createLog } from '../logger.ts'
import { openStore } from '../redis/repositories.ts'
import { createRunningProcesses } from '../redis/running-processes.ts'

/** How long a tool waits for Redis: somebody sits in front of it. Milliseconds. */
export const REDIS_TIMEOUT_MS = 5000

/** The exit codes that a shell reports for a program which a signal ended. */
const SIGNAL_EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** Ends the process in order after Ctrl-C and the like: a redis-server that it started ends too. */
export function exitOnSignals(beforeExit: () => void = () => {}): void {
  for (const [signal, code] of Object.entries(SIGNAL_EXIT_CODES))
    process.once(signal, () => {
      beforeExit()
      process.exit(code)
    })
}

/** Something the operator can correct; the message says how. */
export class UsageError extends Error {}

/** The configuration of the program, which an operator's tool reads as the program does. */
export function readToolConfig() {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return readConfig(process.env, { use: 'tool' })
}

/**
 * The program's data. `reuseRunning`: also while the program runs with its own Redis, on that Redis (default); otherwise
 * that is a SetupError.
 */
export async function openToolStore({ reuseRunning = true } = {}) {
  const config = readToolConfig()
  const log = createLog('silent')
  const store = await openStore({ ...config, now: Date.now, log, reuseRunning, timeoutMs: REDIS_TIMEOUT_MS })
  const repositories = await store.openRepositories('blocking')
  const processes = createRunningProcesses({ redis: repositories.redis, now: Date.now })
  return { config, log, repositories, processes, keyNames: store.keyNames, close: store.close }
}

/** Exits with 1 after an error. What the operator can correct is printed without a stack. */
export function runTool(
  main: () => Promise<void>,
  describeError: (error: unknown) => string | undefined = () => undefined,
) {
  exitOnSignals()
  main().catch((error) => {
    const isParseError =
      error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    const isExpected = error instanceof UsageError || error instanceof ConfigError || error instanceof SetupError
    console.error(describeError(error) ?? (isExpected || isParseError ? error.message : error))
    process.exitCode = 1
  })
}
