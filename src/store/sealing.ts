import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'

/** Seals texts at rest and opens them again. `context` says what a text belongs to: it opens nowhere else. */
export interface Sealing {
  seal(text: string, context: string): string
  open(sealed: string, context: string): string
  /** The same; undefined where `open` throws. */
  peek(sealed: string, context: string): string | undefined
  /** An id as it may stand in a name that can outlive what it is about: a keyed hash, the same in all processes with the same newest key. */
  hashId(id: string): string
  /** The same by every key, the newest first: for what has to be found again after the keys changed. */
  hashesOf(id: string): [newest: string, ...older: string[]]
}

const VERSION = 'v1'
const IV_BYTES = 12
const TAG_BYTES = 16

/** 132 bits tell ids apart. Characters of base64url. */
const HASH_LENGTH = 22

const hashWith = (key: Buffer, id: string) =>
  createHmac('sha256', key).update(`id:${id}`).digest('base64url').slice(0, HASH_LENGTH)

/** The short name of a key: it tells keys apart, and nothing of them. */
export const keyNameOf = (key: Buffer) => createHash('sha256').update(key).digest('base64url').slice(0, 6)

/** The name of the key with which a text was sealed. */
export const keyNameIn = (sealed: string) => sealed.split('.')[1] ?? ''

/**
 * AES-256-GCM with a random nonce of 96 bits, bound to its context. Keys are 32 bytes, the newest first: it seals, all of them open.
 * A sealed text reads `v1.<name of the key>.<nonce, ciphertext and tag in base64url>`.
 * Opening throws an Error when the key is gone, the context is another, or the text was changed.
 */
export function createSealing(keys: readonly Buffer[]): Sealing {
  const byName = new Map(keys.map((key) => [keyNameOf(key), key]))
  const [newest, ...older] = keys
  if (!newest) throw new Error('sealing needs at least one key')

  const sealing: Sealing = {
    seal(text, context) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', newest, iv).setAAD(Buffer.from(context))
      const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${VERSION}.${keyNameOf(newest)}.${sealed.toString('base64url')}`
    },

    open(sealed, context) {
      const [version, name, body] = sealed.split('.')
      const key = byName.get(name ?? '')
      if (version !== VERSION || !key || !body)
        throw new Error('a sealed value names a key that ENCRYPTION_KEY does not hold')
      const bytes = Buffer.from(body, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES))
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
    },

    peek(sealed, context) {
      try {
        return sealing.open(sealed, context)
      } catch {
        return undefined
      }
    },

    hashId: (id) => hashWith(newest, id),

    hashesOf: (id) => [hashWith(newest, id), ...older.map((key) => hashWith(key, id))],
  }
  return sealing
}
