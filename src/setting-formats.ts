import * as z from 'zod'
import { parseRedisUrl } from './redis/redis-url.ts'

const isPlain = ({ username, password, search, hash }: URL) => !(username || password || search || hash)

export const httpUrl = z
  .string()
  .trim()
  .transform((value) => value.replace(/\/+$/, ''))
  .refine(
    (value) => /^https?:\/\/[^/]/.test(value) && URL.canParse(value),
    'must be a URL that starts with http:// or https://',
  )
  .refine((value) => !URL.canParse(value) || isPlain(new URL(value)), 'must not contain a user, a query or a fragment')

export const wholeNumber = (what: string, min: number, max: number) =>
  z
    .string()
    .trim()
    .regex(/^\d+$/, `must be ${what}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be ${what} from ${min} to ${max}`)

export const encryptionKeys = z.string().transform((value, context): Buffer[] => {
  const keys = value.split(',').map((key) => Buffer.from(key.trim(), 'base64'))
  if (keys.some((key) => key.length !== 32)) {
    context.addIssue({
      code: 'custom',
      message: 'must be 32 random bytes in base64 (separate several keys with commas)',
    })
    return z.NEVER
  }
  return keys
})

export const tilesUrl = z
  .string()
  .trim()
  .refine(
    (value) => /^https?:\/\/[^/]/.test(value) && ['{z}', '{x}', '{y}'].every((part) => value.includes(part)),
    'must be a URL that starts with http:// or https:// and contains {z}, {x} and {y}',
  )

export const host = z
  .string()
  .trim()
  .regex(/^(\[[0-9a-f:.]+\]|[\w.:-]+)$/i, 'must be an address of this machine, such as 127.0.0.1 or 0.0.0.0')
  .transform((value) => value.replace(/^\[|\]$/g, ''))

export const contact = z
  .string()
  .trim()
  .refine(
    (value) => /^[^\s@:/]+@[^\s@:/]+$/.test(value) || (/^https?:\/\/[^/]/.test(value) && URL.canParse(value)),
    'must be an email address or a URL that starts with http:// or https://',
  )

export const publicKey = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')

/** The form of Discord's ids. */
const SNOWFLAKE = /^[1-9]\d{16,19}$/

export const channelId = z.string().trim().regex(SNOWFLAKE, 'must be the id of a channel')

export const guildIds = z.string().transform((value, context): string[] => {
  const ids = value.split(',').map((id) => id.trim())
  if (ids.every((id) => SNOWFLAKE.test(id))) return ids
  context.addIssue({ code: 'custom', message: 'must be a comma-separated list of server ids' })
  return z.NEVER
})

/** Numbers and ranges such as `0,1` or `4-7`; undefined: all. */
export const shardIds = z
  .string()
  .trim()
  .transform((value, context): number[] | undefined => {
    if (value === 'auto') return undefined
    const ranges = value.split(',').map((part) => /^\s*(\d{1,5})(?:\s*-\s*(\d{1,5}))?\s*$/.exec(part))
    const ids = ranges.flatMap((range) => {
      const [first, last] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])]
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
    })
    if (ranges.every((range) => range !== null) && ids.length > 0) return [...new Set(ids)].sort((a, b) => a - b)
    context.addIssue({ code: 'custom', message: 'must be "auto" or numbers of shards, such as 0,1 or 4-7' })
    return z.NEVER
  })

export const redisUrl = z
  .string()
  .trim()
  .superRefine((value, context) => {
    const parsed = parseRedisUrl(value)
    if ('mistake' in parsed) context.addIssue({ code: 'custom', message: parsed.mistake })
  })
