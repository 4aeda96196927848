/**
 * These take a seat: every connected athlete, every athlete who left and whose access Strava has not revoked yet, and
 * every person for whom a seat is held. Needs `capacity` and `now`. KEYS: athletes, revocations, held seats.
 */
const FREE_SEATS = `
local function freeSeats()
  if capacity == 0 then return math.huge end
  return capacity - redis.call('SCARD', KEYS[1])
    - redis.call('ZCOUNT', KEYS[2], '(' .. now, '+inf') - redis.call('ZCOUNT', KEYS[3], '(' .. now, '+inf')
end`

/**
 * Whether a person may connect. KEYS: athletes, revocations, held seats, waiting list, link, the person's record. ARGV:
 * now, capacity, whether they go on to Strava now (1 or 0), until when a seat is held for a person who waited, until
 * when for a person who connects, lifetime of a record, the encrypted person, the person's hash. A free seat goes to
 * the person who has waited longest. An expired offer removes its person from the list.
 */
export const REQUEST_SEAT = `
local now, capacity, connects = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1'
${FREE_SEATS}
if redis.call('EXISTS', KEYS[5]) == 1 then return { 'free' } end
local hash, record = ARGV[8], KEYS[6]
local isWaiting = redis.call('ZSCORE', KEYS[4], hash)
local heldUntil = redis.call('ZSCORE', KEYS[3], hash)
if heldUntil and tonumber(heldUntil) <= tonumber(now) then
  redis.call('ZREM', KEYS[3], hash)
  if isWaiting then
    redis.call('ZREM', KEYS[4], hash)
    redis.call('DEL', record)
  end
  heldUntil, isWaiting = false, false
end
local function hold(till)
  redis.call('ZADD', KEYS[3], till, hash)
  redis.call('PEXPIRE', KEYS[3], 2 * (ARGV[4] - now))
  if redis.call('EXISTS', record) == 1 then redis.call('HSET', record, 'toldUntil', till) end
  return till
end
if heldUntil then
  if connects and tonumber(heldUntil) < tonumber(ARGV[5]) then heldUntil = hold(ARGV[5]) end
  if isWaiting then return { 'offered', heldUntil } end
  return { 'free' }
end
local ahead = 0
for _, other in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do
  if other == hash then break end
  if not redis.call('ZSCORE', KEYS[3], other) then ahead = ahead + 1 end
end
if freeSeats() > ahead then
  if isWaiting then return { 'offered', hold(ARGV[4]) } end
  if connects then hold(ARGV[5]) end
  return { 'free' }
end
if not isWaiting then
  redis.call('ZADD', KEYS[4], now, hash)
  redis.call('DEL', record)
end
redis.call('HSET', record, 'person', ARGV[7])
if redis.call('PTTL', record) < 0 then redis.call('PEXPIRE', record, ARGV[6]) end
redis.call('PEXPIRE', KEYS[4], ARGV[6])
return { 'waiting', tostring(ahead + 1) }
`

/**
 * Removes people whose offer expired or who have waited too long, and holds the free seats for the next people. KEYS:
 * athletes, revocations, held seats, waiting list. ARGV: now, capacity, until when the seats are held, when the oldest
 * wait began. Returns the removed people.
 */
export const OFFER_SEATS = `
local now, capacity = ARGV[1], tonumber(ARGV[2])
${FREE_SEATS}
local gone = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', ARGV[4])
for _, hash in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now)) do
  redis.call('ZREM', KEYS[3], hash)
  if redis.call('ZSCORE', KEYS[4], hash) then gone[#gone + 1] = hash end
end
for _, hash in ipairs(gone) do redis.call('ZREM', KEYS[4], hash) end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
local free = freeSeats()
for _, hash in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do
  if free <= 0 then break end
  if not redis.call('ZSCORE', KEYS[3], hash) then
    redis.call('ZADD', KEYS[3], ARGV[3], hash)
    redis.call('PEXPIRE', KEYS[3], 2 * (ARGV[3] - now))
    free = free - 1
  end
end
return gone
`
