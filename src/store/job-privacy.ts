import type { Sealing } from './sealing.ts'

/** As job data is stored: nothing of it can be read without the key. */
interface StoredData {
  sealed: string
}

const isStored = (data: unknown): data is StoredData =>
  typeof data === 'object' && data !== null && typeof (data as Partial<StoredData>).sealed === 'string'

/**
 * Keeps ids of people and activities out of the queue: names of jobs are keyed hashes, the same in all processes, and their data is
 * encrypted for the job of that name.
 */
export function createJobPrivacy(sealing: Sealing) {
  const context = (jobName: string) => `job:${jobName}`

  return {
    hashId: sealing.hashId,

    seal: (jobName: string, data: unknown): StoredData => ({
      sealed: sealing.seal(JSON.stringify(data), context(jobName)),
    }),

    /** Undefined when the key is another one. Jobs that come by themselves carry nothing, and are stored as they are. */
    open(jobName: string, stored: unknown): unknown {
      if (!isStored(stored)) return stored
      const text = sealing.peek(stored.sealed, context(jobName))
      return text === undefined ? undefined : JSON.parse(text)
    },
  }
}
