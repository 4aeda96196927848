import { toCustomId } from '../../discord/slash-command.ts'
import type { ReplyButton, ReplySelect } from '../../i18n/message.ts'

/** Opens the panel of all feeds. */
export const FEEDS_BUTTON: ReplyButton = { label: 'button.feeds', customId: toCustomId('feeds-open') }

/** The same button for a server without feeds. */
export const ADD_FEED_BUTTON: ReplyButton = { ...FEEDS_BUTTON, label: 'button.addFeed' }

/** Offered if the channel of a feed was deleted: Discord's channel option no longer lists it. */
export const CLEAR_FEEDS_BUTTON: ReplyButton = {
  label: 'button.clearFeeds',
  customId: toCustomId('feed-remove-gone'),
  style: 'danger',
}

/** Posts the invitation to a channel. */
export const inviteButton = (channelId: string): ReplyButton => ({
  label: 'button.invite',
  customId: toCustomId('feed-invite', channelId),
})

/** Posts the invitation to the chosen channel. */
export const INVITE_SELECT: ReplySelect = {
  customId: toCustomId('feed-invite'),
  placeholder: 'command.invite_channel',
  options: 'channels',
}
