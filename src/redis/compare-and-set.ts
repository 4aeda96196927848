import type { RedisClient } from './redis-client.ts'

/** KEYS: a string. ARGV: its value. */
const DELETE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`

/** KEYS: a hash. ARGV: field, its value, the new value. */
const REPLACE_FIELD = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`

/** KEYS: a hash. ARGV: field, value. */
const SET_FIELD = `if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end`

/** Deletes a string that still has this value. Returns whether it had. */
export const deleteIfEqual = async (redis: RedisClient, key: string, value: string): Promise<boolean> =>
  (await redis.eval(DELETE, 1, key, value)) === 1

/** Changes the field of a hash that still has the value `before`. Returns whether it had. */
export const replaceFieldIfEqual = async (
  redis: RedisClient,
  key: string,
  field: string,
  { before, after }: Record<'before' | 'after', string>,
): Promise<boolean> => (await redis.eval(REPLACE_FIELD, 1, key, field, before, after)) === 1

/** Sets the field of a hash that exists: one that has expired stays so. */
export async function setFieldIfExists(redis: RedisClient, key: string, field: string, value: string): Promise<void> {
  await redis.eval(SET_FIELD, 1, key, field, value)
}
