import type { AnyFinding } from '../checks/index.ts'
import { redisUnavailableFinding } from '../checks/redis-server.ts'
import type { Config } from '../config.ts'
import { SetupError } from '../errors.ts'
import { createLog } from '../logger.ts'
import { openStore, type Repositories } from '../redis/repositories.ts'
import { REDIS_TIMEOUT_MS } from './run-tool.ts'

export interface CheckedStore {
  repositories: Repositories
  findMissingKey: () => Promise<string | undefined>
  close: () => Promise<void>
}

/** Opens the program's data, also while it runs with its own Redis. If that fails, why. */
export async function openCheckedStore(
  config: Config,
  now: () => number,
): Promise<{ store: CheckedStore | undefined; findings: AnyFinding[] }> {
  try {
    const log = createLog('silent')
    const { windowSeconds, athleteCapacity } = config.strava
    const opened = await openStore({
      ...{ ...config, now, log, windowMs: windowSeconds * 1000, athleteCapacity },
      ...{ timeoutMs: REDIS_TIMEOUT_MS, reuseRunning: true },
    })
    const repositories = await opened.openRepositories('blocking')
    const findMissingKey = () => opened.findMissingKey(repositories.redis)
    return { store: { repositories, findMissingKey, close: opened.close }, findings: [] }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    return { store: undefined, findings: [redisUnavailableFinding(error.message)] }
  }
}
