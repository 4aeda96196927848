import type { Requester } from '../core/requester.ts'
import { AppError } from '../errors.ts'
import type { Link } from '../redis/links.ts'
import type { JobContext } from './job-context.ts'

/** The requester's link. Throws `not-linked` if they have none. */
export async function requireLink({ userId }: Requester, { links }: Pick<JobContext, 'links'>): Promise<Link> {
  const link = await links.find(userId)
  if (link) return link
  throw new AppError('not-linked', 'the requester has no link', { userMessage: { key: 'error.notLinked' } })
}
