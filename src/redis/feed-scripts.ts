/** Sets the admin of a feed. An empty hash deletes the entry: there is no feed, or its admin is unknown. */
const SET_ADMIN = `
local function setAdmin(key, field, hash)
  if hash == '' then redis.call('HDEL', key, field) else redis.call('HSET', key, field, hash) end
end`

/**
 * KEYS: feeds, feed admins, servers. ARGV: channel, the feed as it was read (empty: none), the feed to save, server,
 * field, admin.
 */
export const SAVE_UNLESS_CHANGED = `${SET_ADMIN}
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('SADD', KEYS[3], ARGV[4])
setAdmin(KEYS[2], ARGV[5], ARGV[6])
return 1
`

/**
 * KEYS: feeds, feed admins, paused feeds. ARGV: channel, the feed as it was read, the new channel, the feed there, the
 * fields of both, the admin. In one step, so that there is always one feed. Returns `changed`, `taken` or `moved`.
 */
export const MOVE = `${SET_ADMIN}
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 'changed' end
if redis.call('HEXISTS', KEYS[1], ARGV[3]) == 1 then return 'taken' end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[5], ARGV[6])
setAdmin(KEYS[2], ARGV[5], '')
setAdmin(KEYS[2], ARGV[6], ARGV[7])
return 'moved'
`

/** KEYS: feeds, feed admins. ARGV: channel, the feed as it was read (empty: none), field, hash. */
export const SET_ADMIN_UNLESS_CHANGED = `${SET_ADMIN}
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') == ARGV[2] then setAdmin(KEYS[2], ARGV[3], ARGV[4]) end
`

/** KEYS: feed admins. ARGV: field, the newest hash, older hashes. */
export const MOVE_ADMIN = `
local stored = redis.call('HGET', KEYS[1], ARGV[1])
for i = 3, #ARGV do
  if stored == ARGV[i] then return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
end
`

/** KEYS: servers, then the feeds of those in ARGV. ARGV: servers. Removes those that have no feeds. */
export const FORGET_EMPTY_GUILDS = `
for i = 1, #ARGV do
  if redis.call('EXISTS', KEYS[i + 1]) == 0 then redis.call('SREM', KEYS[1], ARGV[i]) end
end
`
