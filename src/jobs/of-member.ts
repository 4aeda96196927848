import { AppError, type ErrorKind } from '../errors.ts'
import type { Say } from '../text/say.ts'

/** What the other member alone can mend, by linking again. */
const THEIRS: ReadonlySet<ErrorKind> = new Set(['grant-dead', 'grant-sealed', 'scope-missing'])

/** Reads something of another member's: the asker cannot mend somebody else's link, and is told whose it is. */
export async function ofMember<T>(memberId: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof AppError) || !THEIRS.has(error.kind)) throw error
    const say: Say = { key: 'error.grantDeadMember', values: { member: { user: memberId } } }
    throw new AppError(error.kind, error.message, { say, cause: error })
  }
}
