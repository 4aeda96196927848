import { AppError, type ErrorKind } from '../errors.ts'
import type { Message } from '../i18n/message.ts'

/** Errors that only the other member can fix, by linking again. */
const MEMBER_ERRORS: ReadonlySet<ErrorKind> = new Set(['authorization-revoked', 'token-undecryptable', 'scope-missing'])

/**
 * Reads another member's data. If it fails because of their link, the requester is told whose link it is. Without a
 * member, it is the requester's own.
 */
export async function withMemberContext<T>(memberId: string | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (memberId === undefined || !(error instanceof AppError) || !MEMBER_ERRORS.has(error.kind)) throw error
    const message: Message = { key: 'error.authorizationRevokedMember', values: { member: { user: memberId } } }
    throw new AppError(error.kind, error.message, { userMessage: message, memberId, cause: error })
  }
}
