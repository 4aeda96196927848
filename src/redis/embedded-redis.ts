import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { SetupError } from '../errors.ts'
import type { Log } from '../logger.ts'
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

/** The program's own Redis. `stop` waits until it has written everything to disk. */
export interface EmbeddedRedis {
  socket: string
  stop(): Promise<void>
}

const DATA_DIR_IN_USE =
  'Another Domestique is using this DATA_DIR. Stop it first, or give this one a DATA_DIR of its own; for several processes set REDIS_URL.'

/** Before a server that died is started again: the first time, and at most, after twice as long each time. Milliseconds. */
const MIN_RESTART_DELAY_MS = 250
const MAX_RESTART_DELAY_MS = 30_000

/**
 * Starts a redis-server with an append-only file in `dataDir`, reachable through a Unix socket of this user alone.
 * If it dies it is started again, as often as it takes. With `reuseRunning` a server that runs already is used as it is.
 * Throws a SetupError with a sentence for the operator.
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
  /** The latest one: it runs, or is being started, or is gone. */
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
  /** Tries until a server runs; undefined when the program stops before that. */
  const restart = async (): Promise<ServerProcess | undefined> => {
    for (let tries = 1; ; tries++) {
      await pause(restartDelayMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return undefined
      restartDelayMs = Math.min(2 * restartDelayMs, MAX_RESTART_DELAY_MS)
      try {
        const started = await start()
        log.info({ tries }, 'redis-server runs again')
        return started
      } catch (error) {
        if (stopping.signal.aborted) return undefined
        log[tries === 1 ? 'error' : 'debug']({ err: error, tries }, 'redis-server does not start; trying until it does')
      }
    }
  }
  const supervise = async (first: ServerProcess): Promise<void> => {
    let running: ServerProcess | undefined = first
    while (running) {
      const since = Date.now()
      const { exitCode, signal } = await running.exited
      if (stopping.signal.aborted) return
      log.error({ exitCode, signal }, 'redis-server ended unexpectedly; starting it again')
      // One that dies soon after each start is not started many times a second.
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
