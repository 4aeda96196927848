import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'

/** Encrypts texts at rest and decrypts them again. `aad` (additional authenticated data) says what a text belongs to: it decrypts nowhere else. */
export interface Encryption {
  encrypt(text: string, aad: string): string
  decrypt(encrypted: string, aad: string): string
  /** The same; undefined where `decrypt` throws. */
  tryDecrypt(encrypted: string, aad: string): string | undefined
  /** An id as it may stand in a name that can outlive what it is about: a keyed hash, the same in all processes with the same newest key. */
  hashId(id: string): string
  /** The same by every key, the newest first: for what has to be found again after the keys changed. */
  hashesOf(id: string): [newest: string, ...older: string[]]
}

const FORMAT_VERSION = 'v1'
const IV_BYTES = 12
const TAG_BYTES = 16

/** 132 bits tell ids apart. Characters of base64url. */
const HASH_CHARACTERS = 22

const hashWith = (key: Buffer, id: string) =>
  createHmac('sha256', key).update(`id:${id}`).digest('base64url').slice(0, HASH_CHARACTERS)

/** The short name of a key: it tells keys apart, and nothing of them. */
export const keyNameOf = (key: Buffer) => createHash('sha256').update(key).digest('base64url').slice(0, 6)

/**
 * AES-256-GCM with a random nonce of 96 bits, bound to its AAD. Keys are 32 bytes, the newest first: it encrypts, all of them decrypt.
 * An encrypted text reads `v1.<name of the key>.<nonce, ciphertext and tag in base64url>`.
 * Decrypting throws an Error when the key is gone, the AAD is another, or the text was changed.
 */
export function createEncryption(keys: readonly Buffer[]): Encryption {
  const byName = new Map(keys.map((key) => [keyNameOf(key), key]))
  const [newest, ...older] = keys
  if (!newest) throw new Error('encryption needs at least one key')

  const encryption: Encryption = {
    encrypt(text, aad) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', newest, iv).setAAD(Buffer.from(aad))
      const encrypted = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${FORMAT_VERSION}.${keyNameOf(newest)}.${encrypted.toString('base64url')}`
    },

    decrypt(encrypted, aad) {
      const [version, name, body] = encrypted.split('.')
      const key = byName.get(name ?? '')
      if (version !== FORMAT_VERSION || !key || !body)
        throw new Error('an encrypted value names a key that ENCRYPTION_KEY does not hold')
      const bytes = Buffer.from(body, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(aad))
        .setAuthTag(bytes.subarray(-TAG_BYTES))
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
    },

    tryDecrypt(encrypted, aad) {
      try {
        return encryption.decrypt(encrypted, aad)
      } catch {
        return undefined
      }
    },

    hashId: (id) => hashWith(newest, id),

    hashesOf: (id) => [hashWith(newest, id), ...older.map((key) => hashWith(key, id))],
  }
  return encryption
}
