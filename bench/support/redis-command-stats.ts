import { Redis } from 'ioredis'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'

export interface CommandStats {
  /** Commands that connections sent; a script that is run is one. */
  sent: number
  sentByQueue: number
  /** The same, with the commands that scripts call inside of Redis. */
  all: number
  allByQueue: number
  /** Of those that were sent, the most frequent first. */
  mostSent: { name: string; calls: number }[]
}

/** MONITOR says so of a command that a script calls. */
const SCRIPT_SOURCE = 'lua'

/** Counts the commands that a Redis gets until `stop`. BullMQ's are known by the keys that they name. */
export async function watchCommands(url: string) {
  const connection = new Redis(url)
  const monitor = await connection.monitor()
  const calls: { name: string; isSent: boolean; isOfQueue: boolean }[] = []
  monitor.on('monitor', (_time: string, [name = '', ...parameters]: string[], source: string) =>
    calls.push({
      name: name.toLowerCase(),
      isSent: source !== SCRIPT_SOURCE,
      isOfQueue: parameters.some((parameter) => parameter.startsWith(QUEUE_PREFIX)),
    }),
  )

  return {
    stop(): CommandStats {
      monitor.disconnect()
      connection.disconnect()
      const sent = calls.filter(({ isSent }) => isSent)
      const counts = new Map<string, number>()
      for (const { name } of sent) counts.set(name, (counts.get(name) ?? 0) + 1)
      return {
        sent: sent.length,
        sentByQueue: sent.filter(({ isOfQueue }) => isOfQueue).length,
        all: calls.length,
        allByQueue: calls.filter(({ isOfQueue }) => isOfQueue).length,
        mostSent: [...counts].map(([name, calls]) => ({ name, calls })).toSorted((a, b) => b.calls - a.calls),
      }
    },
  }
}
