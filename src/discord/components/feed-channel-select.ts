import type { MessageKey, ReplySelect } from '../../i18n/message.ts'
import { toCustomId } from '../slash-command.ts'

/** Adds a feed in the chosen channel, or opens the one that is there. Only members with Manage Server may use it. */
export const feedChannelSelect = (placeholder: MessageKey): ReplySelect => ({
  customId: toCustomId('feed-channel'),
  placeholder,
  options: 'channels',
})
