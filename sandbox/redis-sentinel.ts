import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { findFreePort, type RedisServer, sendCommand, startRedisServer } from './redis-server.ts'

const NAME = 'club'

export interface RedisWithSentinel {
  url: string
  primary: RedisServer
  replica: RedisServer
  /** Resolves when the Sentinel has made the replica the primary. */
  waitForFailover(): Promise<void>
  close(): Promise<void>
}

async function waitUntil(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!(await isTrue().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`after 20 s, still no ${what}`)
    await setTimeout(20)
  }
}

/** A primary with a replica on free ports of 127.0.0.1, and a Sentinel that fails over after one second. */
export async function startRedisWithSentinel(): Promise<RedisWithSentinel> {
  const primary = await startRedisServer()
  const replica = await startRedisServer({
    args: ['--replicaof', `127.0.0.1 ${primary.port}`, '--repl-diskless-sync-delay', '0'],
  })
  const inSync = async () => (await sendCommand(primary.port, 'WAIT 1 100')) === ':1'
  await waitUntil('replica in sync', inSync)

  const directory = await mkdtemp(join(tmpdir(), 'sentinel-'))
  const port = await findFreePort()
  const file = join(directory, 'sentinel.conf')
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${directory}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${primary.port} 1`,
    `sentinel down-after-milliseconds ${NAME} 1000`,
    `sentinel failover-timeout ${NAME} 5000`,
  ]
  await writeFile(file, settings.join('\n'))
  const sentinel = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' })
  await waitUntil('Sentinel that knows the replica', async () =>
    (await sendCommand(port, `SENTINEL REPLICAS ${NAME}`)).includes(String(replica.port)),
  )

  return {
    url: `redis+sentinel://127.0.0.1:${port}/${NAME}`,
    primary,
    replica,
    waitForFailover: () =>
      waitUntil('failover', async () => (await sendCommand(replica.port, 'ROLE')).includes('master')),
    async close() {
      sentinel.kill('SIGKILL')
      await Promise.all([primary.close(), replica.close()])
      await rm(directory, { recursive: true, force: true })
    },
  }
}
