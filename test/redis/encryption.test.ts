import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEncryption } from '../../src/redis/encryption.ts'
import { anyString } from '../support/strings.ts'

const key = (fill: number) => Buffer.alloc(32, fill)
const encryption = createEncryption([key(1)])
const anyText = anyString({ maxLength: 300 })

/** The nonce, ciphertext and tag of an encrypted text. */
const bytesOf = (encrypted: string) => Buffer.from(encrypted.split('.')[2] ?? '', 'base64url')
const withBytes = (encrypted: string, bytes: Buffer) =>
  [...encrypted.split('.').slice(0, 2), bytes.toString('base64url')].join('.')

test('any text can be encrypted and decrypted', () => {
  fc.assert(
    fc.property(anyText, anyText, (text, aad) => {
      expect(encryption.decrypt(encryption.encrypt(text, aad), aad)).toBe(text)
    }),
  )
})

test('encrypted text reveals nothing of the text', () => {
  const text = 'a-refresh-token-that-nobody-may-read'
  const encrypted = encryption.encrypt(text, 'tokens:42')
  expect(encrypted).not.toContain(text)
  expect(bytesOf(encrypted).toString('latin1')).not.toContain(text)
  expect(encrypted).toMatch(/^v1\.[\w-]{6}\.[\w-]+$/)
})

test('the same text is encrypted differently every time', () => {
  const encrypted = Array.from({ length: 100 }, () => encryption.encrypt('same', 'aad'))
  expect(new Set(encrypted).size).toBe(100)
  const nonces = encrypted.map((value) => bytesOf(value).subarray(0, 12).toString('hex'))
  expect(new Set(nonces).size).toBe(100)
})

test('with other additional data it does not decrypt: one athlete’s tokens are useless for another', () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, (text, aad, other) => {
      fc.pre(aad !== other)
      const encrypted = encryption.encrypt(text, aad)
      expect(() => encryption.decrypt(encrypted, other)).toThrow()
    }),
  )
})

test('another key does not decrypt it', () => {
  const encrypted = encryption.encrypt('text', 'aad')
  expect(() => createEncryption([key(2)]).decrypt(encrypted, 'aad')).toThrow('ENCRYPTION_KEY')
})

test('another key with the same name does not decrypt it', () => {
  const other = createEncryption([key(2)])
  const [, nameOfOther] = other.encrypt('text', 'aad').split('.')
  const [version, , body] = encryption.encrypt('text', 'aad').split('.')
  expect(() => other.decrypt([version, nameOfOther, body].join('.'), 'aad')).toThrow()
})

test('it does not decrypt after a change of any bit', () => {
  fc.assert(
    fc.property(anyText, fc.nat(), fc.integer({ min: 0, max: 7 }), (text, where, bit) => {
      const encrypted = encryption.encrypt(text, 'aad')
      const bytes = bytesOf(encrypted)
      const index = where % bytes.length
      bytes[index] = (bytes[index] ?? 0) ^ (1 << bit)
      expect(() => encryption.decrypt(withBytes(encrypted, bytes), 'aad')).toThrow()
    }),
  )
})

test('it does not decrypt if truncated or extended', () => {
  const encrypted = encryption.encrypt('some text', 'aad')
  const bytes = bytesOf(encrypted)
  for (let length = 0; length < bytes.length; length += 1)
    expect(() => encryption.decrypt(withBytes(encrypted, bytes.subarray(0, length)), 'aad')).toThrow()
  expect(() => encryption.decrypt(withBytes(encrypted, Buffer.concat([bytes, Buffer.from([0])])), 'aad')).toThrow()
})

test.each(['', 'v1', 'v1.', 'v1..', 'plain text', 'v2.abcdef.AAAA', '{"accessToken":"x"}', 'v1.AAAAAA.AAAA'])(
  '“%s”, which was never encrypted, does not decrypt',
  (value) => {
    expect(() => encryption.decrypt(value, 'aad')).toThrow()
  },
)

test('an error while decrypting reveals nothing of the text', () => {
  const encrypted = encryption.encrypt('secret-text', 'tokens:42')
  const bytes = bytesOf(encrypted)
  bytes[15] = (bytes[15] ?? 0) ^ 1
  try {
    encryption.decrypt(withBytes(encrypted, bytes), 'tokens:42')
    expect.unreachable()
  } catch (error) {
    expect(String(error)).not.toMatch(/secret-text|tokens:42/)
    expect(String(error)).not.toContain(bytes.toString('base64url'))
  }
})

test('after a rotation, the newest key encrypts and older ones still decrypt', () => {
  const old = createEncryption([key(1)])
  const rotated = createEncryption([key(2), key(1)])
  const renewed = createEncryption([key(2)])

  const before = old.encrypt('text', 'aad')
  expect(rotated.decrypt(before, 'aad')).toBe('text')

  const after = rotated.encrypt('text', 'aad')
  expect(renewed.decrypt(after, 'aad')).toBe('text')
  expect(() => old.decrypt(after, 'aad')).toThrow()
  expect(() => renewed.decrypt(before, 'aad')).toThrow('ENCRYPTION_KEY')
})

test('each of three keys decrypts what it encrypted', () => {
  const keys = [key(1), key(2), key(3)]
  const all = createEncryption(keys)
  for (const each of keys) expect(all.decrypt(createEncryption([each]).encrypt('text', 'aad'), 'aad')).toBe('text')
})

test('encryption requires a key', () => {
  expect(() => createEncryption([])).toThrow()
})
