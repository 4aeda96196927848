import { AppError, type ErrorKind } from '../errors.ts'
import type { Message } from '../i18n/message.ts'

/** What the other member alone can mend, by linking again. */
const MEMBER_ERRORS: ReadonlySet<ErrorKind> = new Set(['authorization-revoked', 'token-undecryptable', 'scope-missing'])

/** Reads something of another member's: the requester cannot mend somebody else's link, and is told whose it is. */
export async function withMemberContext<T>(memberId: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof AppError) || !MEMBER_ERRORS.has(error.kind)) throw error
    const message: Message = { key: 'error.authorizationRevokedMember', values: { member: { user: memberId } } }
    throw new AppError(error.kind, error.message, { userMessage: message, memberId, cause: error })
  }
}
