import { createEncryption } from '../../src/redis/encryption.ts'
import { createJobEncryption } from '../../src/redis/job-encryption.ts'

/** The key of all programs that tests start. */
export const KEY = Buffer.alloc(32, 7).toString('base64')

export const encryption = createEncryption([Buffer.from(KEY, 'base64')])

/** How these programs name and encrypt their jobs. */
export const jobEncryption = createJobEncryption(encryption)
