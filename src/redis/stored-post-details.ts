import type { Post } from '../core/post.ts'
import { keys } from './keys.ts'
import { WEEK_MS, weekKeys } from './week-keys.ts'

/** The part of a post that is only stored for a week. */
export type PostDetails = Pick<Post, 'contentHash' | 'summaryHash' | 'endedAt'>

/** For a post whose details have expired. */
export const NO_DETAILS: PostDetails = { contentHash: '', summaryHash: '', endedAt: 0 }

export const postDetailsKeys = (athleteId: string): string[] => weekKeys(keys.postDetails, athleteId)

/** The time of writing, the hashes of the card and of the list entry, and the end of the activity. */
export const toStoredDetails = ({ contentHash, summaryHash, endedAt }: PostDetails, now: number): string =>
  JSON.stringify([now, contentHash, summaryHash, endedAt])

/** Undefined if they are older than a week. */
export function toDetails(stored: string, now: number): PostDetails | undefined {
  const [writtenAt, contentHash, summaryHash, endedAt] = JSON.parse(stored) as [number, string, string, number]
  return writtenAt > now - WEEK_MS ? { contentHash, summaryHash, endedAt } : undefined
}

/** Reads the posts of an activity, and their details as a list of channel and value. */
export const READ_POSTS = `
local function readPosts(key, activity, detailsKeys)
  local stored, details = redis.call('HGET', key, activity), {}
  if not stored then return false, details end
  for channel in pairs(cjson.decode(stored)) do
    for _, detailsKey in ipairs(detailsKeys) do
      local found = redis.call('HGET', detailsKey, activity .. ':' .. channel)
      if found then
        details[#details + 1] = channel
        details[#details + 1] = found
      end
    end
  end
  return stored, details
end`
