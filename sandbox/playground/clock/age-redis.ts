import { join } from 'node:path'
import { Redis } from 'ioredis'

/**
 * Redis expires keys by the machine's clock, so every key gets this much less time. Locks and status keys of running
 * processes keep theirs, because their holders run in real time. Each queue then gets BullMQ's marker, so its workers
 * pick up delayed jobs that are now due.
 */
const AGE_KEYS = `
local cursor = '0'
repeat
  local page = redis.call('SCAN', cursor, 'COUNT', 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do
    local left = redis.call('PTTL', key)
    local stays = key:find('lock', 1, true) or key:find('processes', 1, true) or key:find('encryption-key', 1, true)
    if left > 0 and not stays then redis.call('PEXPIRE', key, math.max(1, left - tonumber(ARGV[1]))) end
    local queue = key:match('^(.*):delayed$')
    if queue then redis.call('ZADD', queue .. ':marker', 0, '0') end
  end
until cursor == '0'`

/** Makes the program's Redis follow a clock that was set forward by this much. Takes the program's folder. */
export async function ageRedis(folder: string, milliseconds: number): Promise<void> {
  const redis = new Redis({
    path: join(folder, 'data', 'redis', 'redis.sock'),
    lazyConnect: true,
    retryStrategy: () => null,
  })
  // A stopped program has no Redis; then `connect` rejects.
  redis.on('error', () => {})
  try {
    await redis.connect()
    await redis.eval(AGE_KEYS, 0, milliseconds)
  } finally {
    redis.disconnect()
  }
}
