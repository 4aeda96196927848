import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSealing } from '../../src/store/sealing.ts'
import { anyString } from '../support/strings.ts'

const key = (fill: number) => Buffer.alloc(32, fill)
const sealing = createSealing([key(1)])
const anyText = anyString({ maxLength: 300 })

/** The nonce, ciphertext and tag of a sealed text. */
const bytesOf = (sealed: string) => Buffer.from(sealed.split('.')[2] ?? '', 'base64url')
const withBytes = (sealed: string, bytes: Buffer) =>
  [...sealed.split('.').slice(0, 2), bytes.toString('base64url')].join('.')

test('what was sealed can be opened again, whatever it is', () => {
  fc.assert(
    fc.property(anyText, anyText, (text, context) => {
      expect(sealing.open(sealing.seal(text, context), context)).toBe(text)
    }),
  )
})

test('nothing of the text can be read in what is sealed', () => {
  const text = 'a-refresh-token-that-nobody-may-read'
  const sealed = sealing.seal(text, 'tokens:42')
  expect(sealed).not.toContain(text)
  expect(bytesOf(sealed).toString('latin1')).not.toContain(text)
  expect(sealed).toMatch(/^v1\.[\w-]{6}\.[\w-]+$/)
})

test('the same text is sealed differently every time', () => {
  const sealed = Array.from({ length: 100 }, () => sealing.seal('same', 'context'))
  expect(new Set(sealed).size).toBe(100)
  const nonces = sealed.map((one) => bytesOf(one).subarray(0, 12).toString('hex'))
  expect(new Set(nonces).size).toBe(100)
})

test('in another context it does not open: one athlete’s tokens are no use for another', () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, (text, context, other) => {
      fc.pre(context !== other)
      const sealed = sealing.seal(text, context)
      expect(() => sealing.open(sealed, other)).toThrow()
    }),
  )
})

test('with another key it does not open', () => {
  const sealed = sealing.seal('text', 'context')
  expect(() => createSealing([key(2)]).open(sealed, 'context')).toThrow('ENCRYPTION_KEY')
})

test('with another key under the name of the right one it does not open either', () => {
  const other = createSealing([key(2)])
  const [, nameOfOther] = other.seal('text', 'context').split('.')
  const [version, , body] = sealing.seal('text', 'context').split('.')
  expect(() => other.open([version, nameOfOther, body].join('.'), 'context')).toThrow()
})

test('after any change of a single bit it does not open', () => {
  fc.assert(
    fc.property(anyText, fc.nat(), fc.integer({ min: 0, max: 7 }), (text, where, bit) => {
      const sealed = sealing.seal(text, 'context')
      const bytes = bytesOf(sealed)
      const index = where % bytes.length
      bytes[index] = (bytes[index] ?? 0) ^ (1 << bit)
      expect(() => sealing.open(withBytes(sealed, bytes), 'context')).toThrow()
    }),
  )
})

test('cut short or made longer it does not open', () => {
  const sealed = sealing.seal('some text', 'context')
  const bytes = bytesOf(sealed)
  for (let length = 0; length < bytes.length; length += 1)
    expect(() => sealing.open(withBytes(sealed, bytes.subarray(0, length)), 'context')).toThrow()
  expect(() => sealing.open(withBytes(sealed, Buffer.concat([bytes, Buffer.from([0])])), 'context')).toThrow()
})

test.each(['', 'v1', 'v1.', 'v1..', 'plain text', 'v2.abcdef.AAAA', '{"accessToken":"x"}', 'v1.AAAAAA.AAAA'])(
  '“%s”, which was never sealed, does not open',
  (value) => {
    expect(() => sealing.open(value, 'context')).toThrow()
  },
)

test('an error while opening says nothing of what was sealed', () => {
  const sealed = sealing.seal('secret-text', 'tokens:42')
  const bytes = bytesOf(sealed)
  bytes[15] = (bytes[15] ?? 0) ^ 1
  try {
    sealing.open(withBytes(sealed, bytes), 'tokens:42')
    expect.unreachable()
  } catch (error) {
    expect(String(error)).not.toMatch(/secret-text|tokens:42/)
    expect(String(error)).not.toContain(bytes.toString('base64url'))
  }
})

test('after a rotation the newest key seals and the older ones still open', () => {
  const old = createSealing([key(1)])
  const rotated = createSealing([key(2), key(1)])
  const renewed = createSealing([key(2)])

  const before = old.seal('text', 'context')
  expect(rotated.open(before, 'context')).toBe('text')

  const after = rotated.seal('text', 'context')
  expect(renewed.open(after, 'context')).toBe('text')
  expect(() => old.open(after, 'context')).toThrow()
  expect(() => renewed.open(before, 'context')).toThrow('ENCRYPTION_KEY')
})

test('of three keys any opens what it sealed', () => {
  const keys = [key(1), key(2), key(3)]
  const all = createSealing(keys)
  for (const each of keys) expect(all.open(createSealing([each]).seal('text', 'context'), 'context')).toBe('text')
})

test('without a key nothing is sealed', () => {
  expect(() => createSealing([])).toThrow()
})
