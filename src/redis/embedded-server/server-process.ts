import { type ChildProcess, spawn } from 'node:child_process'
import { Redis } from 'ioredis'
import { pollUntilDefined } from '../../async.ts'
import { SetupError } from '../../errors.ts'
import type { Log } from '../../logger.ts'

const INSTALL_HINT =
  'redis-server is not installed. Install it with "apt-get install -y redis-server" (Debian, Ubuntu) or "brew install redis" (macOS), or set REDIS_URL to your own Redis.'

export interface ServerProcess {
  /** Rejects if the operating system cannot start it; then `exited` never resolves. */
  spawned: Promise<void>
  exited: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>
  hasExited(): boolean
  /** Does nothing if the process is gone. */
  kill(signal: NodeJS.Signals): void
  /** The latest output, the only place where redis-server says why it cannot start. */
  recentOutput(): string
}

/** A connection for a single question; undefined if nothing listens. */
export async function tryConnect(socket: string): Promise<Redis | undefined> {
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

/**
 * Stops a server that a killed program left behind, so that only ours writes to these files. Returns false if another
 * program is connected to it; then it keeps running.
 */
export async function shutDownStaleServer(socket: string): Promise<boolean> {
  const redis = await tryConnect(socket)
  if (!redis) return true
  const clients = String(await redis.call('CLIENT', 'LIST'))
    .trim()
    .split('\n')
  if (clients.length > 1) {
    redis.disconnect()
    return false
  }
  const closed = new Promise((done) => redis.once('end', done))
  await redis.shutdown().catch(() => {})
  await closed
  return true
}

const START_POLL = { minTimeout: 20, factor: 1, maxRetryTime: 30_000 }

/** Waits while the file is loading, however large it is; the connection is not ready before. */
export async function waitUntilAnswering(socket: string, server: ServerProcess): Promise<void> {
  const pong = await pollUntilDefined(async () => {
    if (server.hasExited()) throw new SetupError(`redis-server exited at once:\n${server.recentOutput()}`)
    const redis = await tryConnect(socket)
    return redis
      ?.ping()
      .catch(() => undefined)
      .finally(() => redis.disconnect())
  }, START_POLL)
  if (!pong) throw new SetupError('redis-server did not answer within 30 s.')
}

/** Launches a redis-server with an append-only file in this directory, reachable only through the socket. */
export function launchServer(directory: string, socket: string, log: Log): ServerProcess {
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
  // Its own process group: Ctrl-C stops this program, which then stops its Redis.
  const child: ChildProcess = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  // However this program ends, its Redis isn't left behind; only SIGKILL leaves no time for it.
  const stop = () => void child.kill('SIGTERM')
  process.once('exit', stop)
  for (const event of ['exit', 'error']) child.once(event, () => process.off('exit', stop))
  const spawned = new Promise<void>((started, failed) => {
    child.once('spawn', started)
    child.on('error', (error: NodeJS.ErrnoException) =>
      failed(new SetupError(error.code === 'ENOENT' ? INSTALL_HINT : `could not start redis-server: ${error.code}`)),
    )
  })
  let output = ''
  const onOutput = (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-2000)
    log.trace({ redis: String(chunk).trim() }, 'redis-server')
  }
  // If this process has no file descriptors left, Node creates no pipes.
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
