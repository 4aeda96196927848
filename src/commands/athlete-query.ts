import type { Requester } from '../core/requester.ts'
import { type Audience, mayOthersRequest } from '../core/sharing.ts'
import { AppError } from '../errors.ts'
import type { Message } from '../i18n/message.ts'
import type { JobContext } from '../jobs/job-context.ts'
import { requireLink } from '../jobs/require-link.ts'
import type { Link } from '../redis/links.ts'

/** Whose activities an answer is about. */
export interface AthleteQuery {
  requester: Requester
  /** Defaults to the requester. */
  memberId?: string | undefined
}

/** Naming yourself means your own activities. */
export const otherMember = (memberId: string | undefined, { userId }: Requester): string | undefined =>
  memberId === userId ? undefined : memberId

/**
 * Requesters see all of their own activities in private answers. Everything else is limited to what a channel may see.
 */
export const audienceOf = ({ requester, memberId }: AthleteQuery): Audience =>
  memberId === undefined && requester.ephemeral ? 'athlete' : 'channel'

/** The member whose activities the requester may see. The error doesn't reveal whether a member is linked. */
export async function resolveAthlete({ requester, memberId }: AthleteQuery, context: JobContext): Promise<Link> {
  if (memberId === undefined) return requireLink(requester, context)
  const link = await context.links.find(memberId)
  const preference = await context.sharePreferences.find(memberId, requester.guildId)
  if (
    !link ||
    !mayOthersRequest(preference?.mode) ||
    !(await context.guildMembers.has(requester.guildId, memberId, 'fresh'))
  ) {
    const message: Message = { key: 'error.memberNotShared', values: { member: { user: memberId } } }
    throw new AppError('not-shared', 'the member does not share here', { userMessage: message })
  }
  return link
}
