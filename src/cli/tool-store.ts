import { existsSync } from 'node:fs'
import { type Config, readConfig } from '../config.ts'
import { createLog } from '../logger.ts'
import { openStore } from '../redis/repositories.ts'
import { createRunningProcesses } from '../redis/running-processes.ts'

/** How long a tool waits for Redis, while a person watches. Milliseconds. */
const REDIS_TIMEOUT_MS = 5000

/** Sets the variables of the file `.env` that the environment doesn't set. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env')
}

/** The configuration of the program, which an operator's tool reads as the program does. */
export function readToolConfig(): Config {
  loadEnvFile()
  return readConfig(process.env, { use: 'tool' })
}

/**
 * The program's data. `reuseRunning`: whether to connect to the Redis that a running program has started (default:
 * true). If false, a running program causes a SetupError.
 */
export async function openToolStore(config: Config, { reuseRunning = true, now = Date.now } = {}) {
  const log = createLog('silent')
  const { windowSeconds, athleteCapacity } = config.strava
  const { openRepositories, findMissingKey, keyNames, close } = await openStore({
    ...{ ...config, now, log, rateLimitWindowMs: windowSeconds * 1000, athleteCapacity },
    ...{ timeoutMs: REDIS_TIMEOUT_MS, reuseRunning },
  })
  const repositories = await openRepositories('blocking')
  const { redis } = repositories
  const processes = createRunningProcesses({ redis, now })
  return { config, log, repositories, processes, keyNames, findMissingKey: () => findMissingKey(redis), close }
}

export type ToolStore = Awaited<ReturnType<typeof openToolStore>>

/** Opens the program's data, and closes it when the work is done. */
export async function withToolStore(
  work: (store: ToolStore) => Promise<void>,
  options?: { reuseRunning: boolean },
): Promise<void> {
  const store = await openToolStore(readToolConfig(), options)
  try {
    await work(store)
  } finally {
    await store.close()
  }
}
