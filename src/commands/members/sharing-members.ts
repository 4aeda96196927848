import { isSharing, type SharePreference } from '../../core/sharing.ts'
import { createdAt } from '../../discord/snowflake.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import type { Link } from '../../redis/links.ts'
import type { PostsOfActivity } from '../../redis/posts.ts'

/** Members per page. */
const PAGE_SIZE = 10

/** A member who shares in a server. */
export interface SharingMember {
  userId: string
  /** Display name in the server. */
  name: string
  preference: SharePreference
  link: Link
  /** When their last post that is still there was sent. Epoch milliseconds. */
  lastPostAt: number | undefined
}

export interface MembersPage {
  page: number
  pages: number
  /** How many members share in the server. */
  count: number
  members: readonly SharingMember[]
}

/** Everyone who shares in a server. Invalid links come first, then the latest choices. */
export async function listSharing(
  guildId: string,
  { links, sharePreferences }: Pick<JobContext, 'links' | 'sharePreferences'>,
): Promise<string[]> {
  const [userIds, invalid] = await Promise.all([links.userIds(), links.invalidUserIds()])
  const invalidIds = new Set(invalid)
  const sharing = (await sharePreferences.findAll(userIds, guildId)).filter(([, preference]) => isSharing(preference))
  return sharing
    .sort(
      ([a, { since }], [b, { since: other }]) => Number(invalidIds.has(b)) - Number(invalidIds.has(a)) || other - since,
    )
    .map(([userId]) => userId)
}

function lastPostIn(guildId: string, posts: readonly [string, PostsOfActivity][]): number | undefined {
  const sent = posts.flatMap(([, byChannel]) =>
    Object.values(byChannel).flatMap(({ state, messageId, guildId: its }) =>
      state === 'posted' && messageId && its === guildId ? [createdAt(messageId)] : [],
    ),
  )
  return sent.length === 0 ? undefined : sent.reduce((latest, at) => Math.max(latest, at))
}

/** Undefined if they don't share in the server. Removes the preference of a member who left the server. */
export async function findSharingMember(
  userId: string,
  guildId: string,
  { links, sharePreferences, guildMembers, posts }: JobContext,
): Promise<SharingMember | undefined> {
  const preference = await sharePreferences.find(userId, guildId)
  if (!isSharing(preference)) return undefined
  const link = await links.find(userId)
  const member = link && (await guildMembers.find(guildId, userId))
  if (!link || !member) {
    await sharePreferences.remove(userId, guildId)
    return undefined
  }
  const name = member.displayName ?? ''
  return { userId, name, preference, link, lastPostAt: lastPostIn(guildId, await posts.all(link.athleteId)) }
}

/** A page of the members who share in a server; the last one if there are fewer. */
export async function loadMembersPage(guildId: string, wanted: number, context: JobContext): Promise<MembersPage> {
  for (;;) {
    const userIds = await listSharing(guildId, context)
    const pages = Math.max(1, Math.ceil(userIds.length / PAGE_SIZE))
    const page = Math.min(wanted, pages)
    const shown = userIds.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
    const members = await Promise.all(shown.map((userId) => findSharingMember(userId, guildId, context)))
    const found = members.filter((member) => member !== undefined)
    // Some left or stopped sharing meanwhile: others take their places.
    if (found.length === shown.length) return { page, pages, count: userIds.length, members: found }
  }
}
