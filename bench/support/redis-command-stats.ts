import { Redis } from 'ioredis'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'

export interface CommandStats {
  /** Commands sent by connections; a script counts as one. */
  sent: number
  sentByQueue: number
  /** Including the commands that scripts call inside Redis. */
  all: number
  allByQueue: number
  /** The most frequent sent commands first. */
  mostSent: { name: string; calls: number }[]
}

/** MONITOR marks commands called by scripts like this. */
const SCRIPT_SOURCE = 'lua'

/** Counts the commands of a Redis until `stop`. BullMQ's are recognized by their keys. */
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
