import { z } from 'zod'
import type { RespondWith } from '../discord/slash-command.ts'
import type { ReplyButton } from '../i18n/message.ts'

/** In a `custom_id`: who sees the reply of the command that the button runs. */
export const privacySchema = z.enum(['private', 'public'])

export const privacyArg = (ephemeral: boolean): z.infer<typeof privacySchema> => (ephemeral ? 'private' : 'public')

/** A private reply replaces the private message with the button; a public one is a new message. */
export const respondInPrivacy = (_: string, { privacy }: { privacy: z.infer<typeof privacySchema> }): RespondWith =>
  privacy === 'private' ? 'update' : 'public'

/** Under a private message that says what a channel may not see. */
export const showPrivatelyButton = (customId: string): ReplyButton => ({
  label: 'button.showPrivately',
  customId,
  style: 'primary',
})
