import { aad } from './aad.ts'
import type { Encryption } from './encryption.ts'

/** Job data as stored: unreadable without the key. */
interface EncryptedData {
  encrypted: string
}

const isEncrypted = (data: unknown): data is EncryptedData =>
  typeof data === 'object' && data !== null && typeof (data as Partial<EncryptedData>).encrypted === 'string'

/**
 * Keeps the ids of people and activities out of the queue. A job's id is its name and a keyed hash, equal in all
 * processes. Job data is encrypted and bound to the job's name.
 */
export function createJobEncryption(encryption: Encryption) {
  return {
    hashId: encryption.hashId,

    encrypt: (jobName: string, data: unknown): EncryptedData => ({
      encrypted: encryption.encryptJson(data, aad.job(jobName)),
    }),

    /** Undefined if the key differs. Scheduled jobs carry no data and are stored as they are. */
    decrypt: (jobName: string, stored: unknown): unknown =>
      isEncrypted(stored) ? encryption.decryptJson(stored.encrypted, aad.job(jobName)) : stored,
  }
}
