import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'

/**
 * Encrypts text at rest. `aad` (additional authenticated data) says what the text belongs to; with another `aad` it
 * cannot be decrypted.
 */
export interface Encryption {
  encrypt(text: string, aad: string): string
  decrypt(encrypted: string, aad: string): string
  /** Like `decrypt`, but returns undefined where `decrypt` throws. */
  tryDecrypt(encrypted: string, aad: string): string | undefined
  encryptJson(value: unknown, aad: string): string
  /** Undefined where there is nothing to decrypt, or `decrypt` throws. */
  decryptJson<T>(encrypted: string | null | undefined, aad: string): T | undefined
  /**
   * A keyed hash of an id, for names that can outlive their subject. Equal in all processes with the same newest key.
   */
  hashId(id: string): string
  newestKeyName: string
  keyNameIn(encrypted: string): string
  /** The hash by every key, newest first: finds entries after a key rotation. */
  hashesOf(id: string): [newest: string, ...older: string[]]
}

const FORMAT_VERSION = 'v1'

/** Every encrypted value in a text. */
export const ENCRYPTED_VALUE = /v1\.[\w-]{6}\.[\w-]+/g

const IV_BYTES = 12
const TAG_BYTES = 16

/** 132 bits, enough to tell ids apart. Characters of base64url. */
const HASH_CHARACTERS = 22

const hashWith = (key: Buffer, id: string) =>
  createHmac('sha256', key).update(`id:${id}`).digest('base64url').slice(0, HASH_CHARACTERS)

/** A short name that tells keys apart and reveals nothing about them. */
export const keyNameOf = (key: Buffer) => createHash('sha256').update(key).digest('base64url').slice(0, 6)

/**
 * AES-256-GCM with a random 96-bit nonce, bound to its AAD. Keys are 32 bytes, newest first: the newest encrypts, all
 * decrypt. The format is `v1.<key name>.<nonce, ciphertext and tag in base64url>`. Decrypting throws an Error if the
 * key is missing, the AAD differs or the text was changed.
 */
export function createEncryption(keys: readonly Buffer[]): Encryption {
  const byName = new Map(keys.map((key) => [keyNameOf(key), key]))
  const [newest, ...older] = keys
  if (!newest) throw new Error('encryption requires at least one key')

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
        throw new Error('the value is encrypted with a key that is not in ENCRYPTION_KEY')
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

    encryptJson: (value, aad) => encryption.encrypt(JSON.stringify(value), aad),

    decryptJson(encrypted, aad) {
      const text = encrypted ? encryption.tryDecrypt(encrypted, aad) : undefined
      return text === undefined ? undefined : JSON.parse(text)
    },

    newestKeyName: keyNameOf(newest),

    keyNameIn: (encrypted) => encrypted.split('.')[1] ?? '',

    hashId: (id) => hashWith(newest, id),

    hashesOf: (id) => [hashWith(newest, id), ...older.map((key) => hashWith(key, id))],
  }
  return encryption
}
