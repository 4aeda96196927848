import type { Post } from '../core/post.ts'
import { keys } from './keys.ts'
import { WEEK_MS, weekKeys } from './week-keys.ts'

/** The part of a post that is only stored for a week. */
export type ExpiringPostFields = Pick<Post, 'contentHash' | 'summaryHash' | 'endedAt'>

/** For a post without them: they have expired. */
export const NO_EXPIRING_FIELDS: ExpiringPostFields = { contentHash: '', summaryHash: '', endedAt: 0 }

export const postFieldsKeys = (athleteId: string): string[] => weekKeys(keys.postFields, athleteId)

/** The time of writing, the hashes of the card and of the list entry, and the end of the activity. */
export const toStoredFields = ({ contentHash, summaryHash, endedAt }: ExpiringPostFields, now: number): string =>
  JSON.stringify([now, contentHash, summaryHash, endedAt])

/** Undefined if they are older than a week. */
export function toExpiringFields(stored: string, now: number): ExpiringPostFields | undefined {
  const [writtenAt, contentHash, summaryHash, endedAt] = JSON.parse(stored) as [number, string, string, number]
  return writtenAt > now - WEEK_MS ? { contentHash, summaryHash, endedAt } : undefined
}

/** Reads the posts of an activity, and their expiring fields as a list of channel and value. */
export const READ_POSTS = `
local function readPosts(key, activity, expiringKeys)
  local stored, expiring = redis.call('HGET', key, activity), {}
  if not stored then return false, expiring end
  for channel in pairs(cjson.decode(stored)) do
    for _, expiringKey in ipairs(expiringKeys) do
      local found = redis.call('HGET', expiringKey, activity .. ':' .. channel)
      if found then
        expiring[#expiring + 1] = channel
        expiring[#expiring + 1] = found
      end
    end
  end
  return stored, expiring
end`
