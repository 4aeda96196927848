import { setTimeout } from 'node:timers/promises'
import { findFreePort, type RedisServer, sendCommand, startRedisServer } from './redis-server.ts'

const SLOTS = 16_384

export interface RedisCluster {
  /** All nodes, separated by commas. */
  url: string
  /** Each has a third of the slots, in this order. */
  nodes: readonly RedisServer[]
  close(): Promise<void>
}

/** A Redis Cluster of three primaries on free ports of 127.0.0.1. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const nodes: RedisServer[] = []
  const close = async () => void (await Promise.all(nodes.map((node) => node.close())))
  // One after the other, so that no two pick the same free port.
  for (let index = 0; index < 3; index++) {
    const busPort = String(await findFreePort())
    const args = [
      '--cluster-enabled',
      'yes',
      '--cluster-port',
      busPort,
      '--cluster-node-timeout',
      '5000',
      '--appendfsync',
      'no',
    ]
    nodes.push(await startRedisServer({ persistent: true, args }))
    const [first, last] = [Math.ceil((index * SLOTS) / 3), Math.ceil(((index + 1) * SLOTS) / 3) - 1]
    const node = nodes[index] as RedisServer
    await sendCommand(node.port, `CLUSTER ADDSLOTSRANGE ${first} ${last}`)
    await sendCommand(node.port, `CLUSTER SET-CONFIG-EPOCH ${index + 1}`)
    if (index > 0) await sendCommand(nodes[0]?.port ?? 0, `CLUSTER MEET 127.0.0.1 ${node.port} ${busPort}`)
  }
  const isWhole = async ({ port }: RedisServer) => {
    const info = await sendCommand(port, 'CLUSTER INFO')
    return info.includes('cluster_state:ok') && info.includes(`cluster_slots_assigned:${SLOTS}`)
  }
  const deadline = Date.now() + 15_000
  while (!(await Promise.all(nodes.map(isWhole))).every(Boolean)) {
    if (Date.now() > deadline) {
      await close()
      throw new Error('the Redis cluster is not complete after 15 s')
    }
    await setTimeout(20)
  }
  return { url: `redis://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`, nodes, close }
}
