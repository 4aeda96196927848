import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { pollUntilDefined } from '../async.ts'
import { SetupError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { lockDataDir } from './data-dir-lock.ts'
import { socketFolderOf } from './socket-folder.ts'

/** The program's own Redis. `stop` waits until it has written everything to disk. */
export interface EmbeddedRedis {
  socket: string
  stop(): Promise<void>
}

/** Why the program's own Redis could not be started, as a sentence for the operator. */
export class EmbeddedRedisError extends SetupError {
  override name = 'EmbeddedRedisError'
}

const INSTALL_HINT =
  'redis-server is not installed. Install it with "apt-get install -y redis-server" (Debian, Ubuntu) or "brew install redis" (macOS), or set REDIS_URL to a Redis of yours.'

const DATA_DIR_IN_USE =
  'Another Domestique is using this DATA_DIR. Stop it first, or give this one a DATA_DIR of its own; for several processes set REDIS_URL.'

/** Before a server that died is started again: the first time, and at most, after twice as long each time. Milliseconds. */
const MIN_RESTART_DELAY_MS = 250
const MAX_RESTART_DELAY_MS = 30_000

/** A redis-server that was launched. */
interface ServerProcess {
  /** Rejects when the operating system does not start it; then `gone` stays open. */
  spawned: Promise<void>
  exited: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>
  hasExited(): boolean
  /** Nothing happens when it is gone. */
  kill(signal: NodeJS.Signals): void
  /** What it said last: the only place where it tells why it cannot start. */
  recentOutput(): string
}

/** A connection for one question; undefined when nobody listens. */
async function tryConnect(socket: string): Promise<Redis | undefined> {
  const redis = new Redis({
    path: socket,
    lazyConnect: true,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    connectTimeout: 1000,
  })
  redis.on('error', () => {})
  try {
    await redis.connect()
    return redis
  } catch {
    redis.disconnect()
    return undefined
  }
}

/** A server left behind by a killed program is ended, so that ours is the only one that writes to these files. */
async function shutDownStaleServer(socket: string): Promise<void> {
  const redis = await tryConnect(socket)
  if (!redis) return
  const clients = String(await redis.call('CLIENT', 'LIST'))
    .trim()
    .split('\n')
  if (clients.length > 1) {
    redis.disconnect()
    throw new EmbeddedRedisError(DATA_DIR_IN_USE)
  }
  const closed = new Promise((done) => redis.once('end', done))
  await redis.shutdown().catch(() => {})
  await closed
}

const START_POLL = { minTimeout: 20, factor: 1, maxRetryTime: 30_000 }

/** Waits for as long as a file is read, however large: until then a connection does not become ready. */
async function waitUntilAnswering(socket: string, server: ServerProcess): Promise<void> {
  const pong = await pollUntilDefined(async () => {
    if (server.hasExited()) throw new EmbeddedRedisError(`redis-server ended at once:\n${server.recentOutput()}`)
    const redis = await tryConnect(socket)
    return redis
      ?.ping()
      .catch(() => undefined)
      .finally(() => redis.disconnect())
  }, START_POLL)
  if (!pong) throw new EmbeddedRedisError('redis-server did not answer within 30 s.')
}

function launch(directory: string, socket: string, log: Log): ServerProcess {
  const settings = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    dir: directory,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  // A process group of its own: Ctrl-C stops this program, which stops its Redis last.
  const child: ChildProcess = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const spawned = new Promise<void>((started, failed) => {
    child.once('spawn', started)
    child.on('error', (error: NodeJS.ErrnoException) =>
      failed(
        new EmbeddedRedisError(
          error.code === 'ENOENT' ? INSTALL_HINT : `redis-server could not be started: ${error.code}`,
        ),
      ),
    )
  })
  let output = ''
  const onOutput = (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-2000)
    log.trace({ redis: String(chunk).trim() }, 'redis-server')
  }
  // Where this process has no file descriptors left, Node makes no pipes.
  child.stdout?.on('data', onOutput)
  child.stderr?.on('data', onOutput)
  return {
    spawned,
    exited: new Promise((gone) => child.once('exit', (exitCode, signal) => gone({ exitCode, signal }))),
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => void child.kill(signal),
    recentOutput: () => output.trim(),
  }
}

/**
 * Starts a redis-server with an append-only file in `dataDir`, reachable through a Unix socket of this user alone.
 * If it dies it is started again, as often as it takes. With `share` a server that runs already is used as it is.
 * Throws an EmbeddedRedisError with a sentence for the operator.
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
  if (!release) throw new EmbeddedRedisError(DATA_DIR_IN_USE)

  const stopping = new AbortController()
  /** The latest one: it runs, or is being started, or is gone. */
  let server: ServerProcess | undefined

  const start = async (): Promise<ServerProcess> => {
    const launched = launch(directory, socket, log)
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
    await shutDownStaleServer(socket)
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

const errorCodeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown'

/** What a code of the file system says about a path. */
function reasonOf(error: unknown, path: string): string {
  switch (errorCodeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return `this user may not use ${path}`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${path} is, or lies in, a file and not a folder`
    case 'EISDIR':
      return `${path} is a folder and not a file`
    case 'EROFS':
      return `${path} is on a disk that is read-only`
    case 'ENOSPC':
    case 'EDQUOT':
      return `the disk of ${path} is full`
    default:
      return `${path} (${errorCodeOf(error)})`
  }
}

/** Another process may make it at the same moment. */
function createFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST') throw error
  }
}

/** One folder at a time: under /proc, Node's own way through missing parents never ends. */
function createDirectory(directory: string): void {
  try {
    const missing: string[] = []
    for (let path = resolve(directory); !existsSync(path); path = dirname(path)) missing.unshift(path)
    for (const path of missing) createFolder(path)
    // Fails for what is there and no folder.
    mkdirSync(directory, { recursive: true })
  } catch (error) {
    throw new SetupError(`DATA_DIR cannot be used: ${reasonOf(error, directory)}.`)
  }
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new SetupError(`The encryption key in DATA_DIR cannot be read: ${reasonOf(error, path)}.`)
  }
}

/** The key beside the program's own Redis: made at the first start, readable by this user alone. */
export function readOrCreateKey(dataDir: string): Buffer {
  const path = resolve(dataDir, 'encryption.key')
  createDirectory(resolve(dataDir))
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST')
      throw new SetupError(`DATA_DIR cannot be written: ${reasonOf(error, dataDir)}.`)
  }
  const key = Buffer.from(readKey(path).trim(), 'base64')
  if (key.length !== 32)
    throw new EmbeddedRedisError(`${path} does not hold 32 bytes in base64; restore it from your backup.`)
  return key
}
