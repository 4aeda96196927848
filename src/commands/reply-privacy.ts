import * as z from 'zod'
import type { Requester } from '../core/requester.ts'
import type { RespondWith } from '../discord/slash-command.ts'
import { createdAt } from '../discord/snowflake.ts'
import { AppError } from '../errors.ts'
import type { ReplyButton } from '../i18n/message.ts'
import type { JobContext } from '../jobs/job-context.ts'
import { CLAIM_TTL_SECONDS } from '../redis/idempotency.ts'
import { foreignButtonError } from './define-command.ts'

/** In a `custom_id`: who sees the reply of the command that the button runs. */
export const privacySchema = z.enum(['private', 'public'])

export const privacyArg = (ephemeral: boolean): z.infer<typeof privacySchema> => (ephemeral ? 'private' : 'public')

/** A private reply replaces the private message with the button; a public one is a new message. */
export const respondInPrivacy = (_: string, { privacy }: { privacy: z.infer<typeof privacySchema> }): RespondWith =>
  privacy === 'private' ? 'update' : 'public'

/** In a public answer, only the requester can use the component; others get an ephemeral error. */
export const forRequester =
  (respondWith: RespondWith) =>
  (userId: string, { requesterId }: { requesterId: string }): RespondWith =>
    userId === requesterId ? respondWith : 'ephemeral'

/** Throws `bad-input` for anyone but the requester of the answer. */
export function requireRequester({ userId }: Requester, { requesterId }: { requesterId: string }): void {
  if (userId === requesterId) return
  throw new AppError('bad-input', 'the button belongs to another requester', { userMessage: { key: 'error.notYours' } })
}

/** A button that shows the requester privately what a channel may not see. */
export const showPrivatelyButton = (customId: string): ReplyButton => ({
  label: 'button.showPrivately',
  customId,
  style: 'primary',
})

/**
 * A button below an answer about the requester's own activities: shares a private answer, or makes a public one
 * private.
 */
export const visibilityButton = (
  { ephemeral }: Requester,
  customIdOf: (action: 'share' | 'only-me') => string,
): ReplyButton =>
  ephemeral
    ? { label: 'button.share', customId: customIdOf('share') }
    : { label: 'button.onlyMe', customId: customIdOf('only-me') }

/**
 * Claims a private answer before it is shared, so that it is shared only once. `part`: its page or days. Throws
 * `bad-input` if it was shared before, or is older than claims are stored (a day).
 */
export async function claimPublicReply(
  { messageId, part = [] }: { messageId: string; part?: readonly (string | number | undefined)[] },
  { interactionId }: Requester,
  { idempotency }: Pick<JobContext, 'idempotency'>,
): Promise<void> {
  if (createdAt(interactionId) - createdAt(messageId) > CLAIM_TTL_SECONDS * 1000) throw foreignButtonError()
  if (await idempotency.claim(`share-${[messageId, ...part].filter(Boolean).join('-')}`, interactionId)) return
  throw new AppError('bad-input', 'the answer was already shared', { userMessage: { key: 'error.sharedAlready' } })
}
