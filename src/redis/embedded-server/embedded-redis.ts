import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { SetupError } from '../../errors.ts'
import type { Log } from '../../logger.ts'
import { createDirectory } from './data-dir.ts'
import { lockDataDir } from './data-dir-lock.ts'
import {
  launchServer,
  type ServerProcess,
  shutDownStaleServer,
  tryConnect,
  waitUntilAnswering,
} from './server-process.ts'
import { socketFolderOf } from './socket-folder.ts'

/** The embedded Redis. `stop` waits until all data is on disk. */
export interface EmbeddedRedis {
  socket: string
  stop(): Promise<void>
}

const DATA_DIR_IN_USE =
  'Another Domestique is using this DATA_DIR. Stop it first, or use a different DATA_DIR. To run several processes, set REDIS_URL.'

/** First and longest delay before a dead server is restarted; it doubles with each try. Milliseconds. */
const MIN_RESTART_DELAY_MS = 250
const MAX_RESTART_DELAY_MS = 30_000

/**
 * Starts a redis-server with an append-only file in `dataDir`, reachable through a Unix socket that only this user can
 * open. Restarts it whenever it dies. With `reuseRunning`, uses a server that is already running. Throws a SetupError
 * with a message for the operator.
 */
export async function startEmbeddedRedis(
  dataDir: string,
  log: Log,
  { reuseRunning }: { reuseRunning: boolean },
): Promise<EmbeddedRedis> {
  const directory = resolve(dataDir, 'redis')
  createDirectory(directory)
  const socket = join(socketFolderOf(directory), 'redis.sock')
  const running = reuseRunning ? await tryConnect(socket) : undefined
  if (running) {
    running.disconnect()
    return { socket, stop: async () => {} }
  }
  const release = await lockDataDir(directory)
  if (!release) throw new SetupError(DATA_DIR_IN_USE)

  const stopping = new AbortController()
  /** The latest server: running, starting or dead. */
  let server: ServerProcess | undefined

  const start = async (): Promise<ServerProcess> => {
    const launched = launchServer(directory, socket, log)
    server = launched
    await launched.spawned
    try {
      await waitUntilAnswering(socket, launched)
    } catch (error) {
      launched.kill('SIGKILL')
      await launched.exited
      throw error
    }
    return launched
  }

  let restartDelayMs = MIN_RESTART_DELAY_MS
  /** Retries until a server runs. Undefined if the program stops first. */
  const restart = async (): Promise<ServerProcess | undefined> => {
    for (let tries = 1; ; tries++) {
      await pause(restartDelayMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return undefined
      restartDelayMs = Math.min(2 * restartDelayMs, MAX_RESTART_DELAY_MS)
      try {
        const started = await start()
        log.info({ tries }, 'redis-server is running again')
        return started
      } catch (error) {
        if (stopping.signal.aborted) return undefined
        log[tries === 1 ? 'error' : 'debug']({ err: error, tries }, 'redis-server failed to start; retrying')
      }
    }
  }
  const supervise = async (first: ServerProcess): Promise<void> => {
    let running: ServerProcess | undefined = first
    while (running) {
      const since = Date.now()
      const { exitCode, signal } = await running.exited
      if (stopping.signal.aborted) return
      log.error({ exitCode, signal }, 'redis-server exited unexpectedly; restarting it')
      // A server that dies soon after each start must not be restarted many times a second.
      if (Date.now() - since > MAX_RESTART_DELAY_MS) restartDelayMs = MIN_RESTART_DELAY_MS
      running = await restart()
    }
  }

  let supervised: Promise<void>
  try {
    if (!(await shutDownStaleServer(socket))) throw new SetupError(DATA_DIR_IN_USE)
    supervised = supervise(await start())
  } catch (error) {
    release()
    throw error
  }

  return {
    socket,
    async stop() {
      stopping.abort()
      server?.kill('SIGTERM')
      await supervised
      release()
    },
  }
}
