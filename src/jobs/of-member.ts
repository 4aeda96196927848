import { AppError } from '../errors.ts'
import type { Say } from '../text/say.ts'

/** Reads something of another member's: the asker cannot mend somebody else's link, and is told whose it is. */
export async function ofMember<T>(memberId: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    const theirs = error instanceof AppError && (error.kind === 'grant-dead' || error.kind === 'scope-missing')
    if (!theirs) throw error
    const say: Say = { key: 'error.grantDeadMember', values: { member: { user: memberId } } }
    throw new AppError(error.kind, error.message, { say, cause: error })
  }
}
