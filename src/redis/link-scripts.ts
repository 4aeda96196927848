/** Reads a link as a table, empty if there is none. */
const READ_LINK = `
local function readLink(key)
  local stored = redis.call('GET', key)
  return stored and cjson.decode(stored) or {}
end`

/** Marks a link as valid again. */
const MARK_VALID = `
local function markValid(key, invalidLinks, user)
  local link = readLink(key)
  if not link.invalidSince then return end
  link.invalidSince, link.invalidNotifiedAt, link.reconnectAskedAt = nil, nil, nil
  redis.call('SET', key, cjson.encode(link))
  redis.call('SREM', invalidLinks, user)
end`

/**
 * Claims the athlete for the user and the user for the athlete, or returns who holds them. A claim counts only while
 * both sides hold it. KEYS: athlete, link, holder's link, all athletes, tokens, invalid links, the athletes
 * to revoke, then the keys of possible revocations. ARGV: user, athlete, the holder as read before, the fields of the
 * link, the encrypted tokens, the athlete's hashes.
 * The tokens are saved even if another user holds the athlete: they are the newest, and older ones may be dead. Saving
 * also cancels a pending revocation, which would end the new grant.
 */
export const SAVE_LINK = `${READ_LINK}
${MARK_VALID}
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[3] then return 'moved' end
local before = readLink(KEYS[2])
local taken = holder and holder ~= ARGV[1] and readLink(KEYS[3]).athlete == ARGV[2]
local other = before.athlete and before.athlete ~= ARGV[2]
if other and not taken then return 'has-other-athlete' end
redis.call('SET', KEYS[5], ARGV[7])
redis.call('DEL', unpack(KEYS, 8))
redis.call('ZREM', KEYS[7], unpack(ARGV, 8))
if taken or not holder or holder == ARGV[1] then markValid(KEYS[3], KEYS[6], holder or ARGV[1]) end
if taken then return other and 'has-other-athlete' or 'athlete-taken' end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SADD', KEYS[4], ARGV[2])
local linkedAt = before.linkedAt or tonumber(ARGV[6])
redis.call('SET', KEYS[2], cjson.encode({
  athlete = ARGV[2], scope = ARGV[4], profile = ARGV[5], linkedAt = linkedAt, locale = before.locale,
}))
return 'linked'
`

/** KEYS: link, invalid links. ARGV: now, user. Keeps the first time. */
export const MARK_INVALID = `${READ_LINK}
local link = readLink(KEYS[1])
if not link.athlete then return ARGV[1] end
if link.invalidSince then return string.format('%.0f', link.invalidSince) end
link.invalidSince = tonumber(ARGV[1])
redis.call('SET', KEYS[1], cjson.encode(link))
redis.call('SADD', KEYS[2], ARGV[2])
return ARGV[1]
`

/** KEYS: link. ARGV: a field of an invalid link, now. */
export const SET_TIME_WHILE_INVALID = `${READ_LINK}
local link = readLink(KEYS[1])
if not link.invalidSince then return end
link[ARGV[1]] = tonumber(ARGV[2])
redis.call('SET', KEYS[1], cjson.encode(link))
`

/** KEYS: link, invalid links. ARGV: user. */
export const MARK_VALID_LINK = `${READ_LINK}
${MARK_VALID}
markValid(KEYS[1], KEYS[2], ARGV[1])
`

/** KEYS: link. ARGV: the locale. */
export const SET_LOCALE = `${READ_LINK}
local link = readLink(KEYS[1])
if not link.athlete or link.locale == ARGV[1] then return end
link.locale = ARGV[1]
redis.call('SET', KEYS[1], cjson.encode(link))
`
