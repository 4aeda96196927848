import type { Encryption } from './encryption.ts'

/** As job data is stored: nothing of it can be read without the key. */
interface EncryptedData {
  encrypted: string
}

const isEncrypted = (data: unknown): data is EncryptedData =>
  typeof data === 'object' && data !== null && typeof (data as Partial<EncryptedData>).encrypted === 'string'

/**
 * Keeps ids of people and activities out of the queue: names of jobs are keyed hashes, the same in all processes, and their data is
 * encrypted for the job of that name.
 */
export function createJobEncryption(encryption: Encryption) {
  const aadOf = (jobName: string) => `job:${jobName}`

  return {
    hashId: encryption.hashId,

    encrypt: (jobName: string, data: unknown): EncryptedData => ({
      encrypted: encryption.encrypt(JSON.stringify(data), aadOf(jobName)),
    }),

    /** Undefined when the key is another one. Jobs that come by themselves carry nothing, and are stored as they are. */
    decrypt(jobName: string, stored: unknown): unknown {
      if (!isEncrypted(stored)) return stored
      const text = encryption.tryDecrypt(stored.encrypted, aadOf(jobName))
      return text === undefined ? undefined : JSON.parse(text)
    },
  }
}
