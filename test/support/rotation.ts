import type { Redis } from 'ioredis'
import { createEncryption } from '../../src/redis/encryption.ts'
import { createKeyRotation } from '../../src/redis/key-rotation.ts'
import { createTokenStore } from '../../src/redis/token-store.ts'

/** A rotation, and the tokens as programs with the new and with the old key store them. */
export function createRotation(redis: Redis, keys: { newest: string; older: string }) {
  const [newest, older] = [keys.newest, keys.older].map((key) => Buffer.from(key, 'base64')) as [Buffer, Buffer]
  const encryption = createEncryption([newest, older])
  return {
    rotation: createKeyRotation({ redis, encryption }),
    tokens: createTokenStore({ redis, encryption, now: Date.now }),
    oldTokens: createTokenStore({ redis, encryption: createEncryption([older]), now: Date.now }),
  }
}
