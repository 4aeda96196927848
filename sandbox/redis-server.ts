import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A free port of this machine. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

function respondsToPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    const finish = (up: boolean) => {
      socket.destroy()
      resolve(up)
    }
    socket.setTimeout(500, () => finish(false))
    socket.once('error', () => finish(false))
    socket.once('connect', () => socket.write('PING\r\n'))
    socket.once('data', (data) => finish(data.toString().startsWith('+PONG')))
  })
}

/** Sends one command, and resolves with the first part of the reply. Rejects with the server's error. */
export function sendCommand(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write(`${command}\r\n`))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error(`redis-server closed the connection at ${command}`)))
    socket.once('data', (data) => {
      const answer = data.toString().trim()
      answer.startsWith('-') ? reject(new Error(`${command}: ${answer}`)) : resolve(answer)
      socket.destroy()
    })
  })
}

const CLOSED_PORT = 1

export interface RedisServer {
  url: string
  port: number
  /** Stops the server, or kills it like a power cut; `start` restarts it on the same port with the data on disk. */
  kill(signal?: NodeJS.Signals): Promise<void>
  start(): Promise<void>
  /** Stops answering without closing connections, and continues later. */
  suspend(): void
  resume(): void
  /** Refuses writes with OOM until `restoreMemory`. */
  exhaustMemory(): Promise<unknown>
  restoreMemory(): Promise<unknown>
  /** Becomes a replica without a primary, which refuses writes with READONLY, until `becomePrimary`. */
  becomeReplica(): Promise<unknown>
  becomePrimary(): Promise<unknown>
  close(): Promise<void>
}

/**
 * A redis-server on a free port of 127.0.0.1. With `persistent` it writes an append-only file immediately. `args` are
 * additional arguments.
 */
export async function startRedisServer({
  persistent = false,
  args: more = [],
}: {
  persistent?: boolean
  args?: readonly string[]
} = {}): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), 'redis-'))
  const port = await findFreePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '']
  args.push(
    '--appendonly',
    persistent ? 'yes' : 'no',
    '--appendfsync',
    'always',
    '--maxmemory-policy',
    'noeviction',
    ...more,
  )

  const launch = async () => {
    const child = spawn('redis-server', args, { stdio: 'ignore' })
    const failed = new Promise<never>((_, reject) => child.once('error', reject))
    const up = (async () => {
      while (!(await respondsToPing(port))) {
        if (child.exitCode !== null) throw new Error(`redis-server ended with code ${child.exitCode}`)
        await new Promise((done) => setTimeout(done, 10))
      }
    })()
    await Promise.race([up, failed])
    return child
  }
  let child = await launch()

  const kill = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((done) => child.once('exit', done))
    child.kill('SIGCONT')
    child.kill(signal)
    await ended
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    async start() {
      if (child.exitCode === null && child.signalCode === null) return
      child = await launch()
    },
    suspend: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    exhaustMemory: () => sendCommand(port, 'CONFIG SET maxmemory 1'),
    restoreMemory: () => sendCommand(port, 'CONFIG SET maxmemory 0'),
    becomeReplica: () => sendCommand(port, `REPLICAOF 127.0.0.1 ${CLOSED_PORT}`),
    becomePrimary: () => sendCommand(port, 'REPLICAOF NO ONE'),
    async close() {
      await kill('SIGKILL')
      await rm(directory, { recursive: true, force: true })
    },
  }
}
