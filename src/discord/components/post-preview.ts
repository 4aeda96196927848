import type { Message, ReplyButton } from '../../i18n/message.ts'
import { createTranslator } from '../../i18n/translator.ts'
import type { Reply } from '../reply.ts'
import { type ActivityMessage, renderActivity } from './activity-message.ts'
import { actionRow, textDisplay } from './message-parts.ts'
import { sentence } from './text-reply.ts'

interface PostPreview {
  message: Message
  /** The post as it would appear in the channel. */
  activity: ActivityMessage
  /** The language of the post, if it differs from the reader's. */
  postLocale?: string
  buttons?: readonly ReplyButton[]
}

/** A sentence, a preview of a post, and buttons. */
export const postPreview = ({ message, activity, postLocale, buttons = [] }: PostPreview): Reply => ({
  images: activity.images,
  render: (translator, { kind, images }) => [
    textDisplay(sentence(message, translator)),
    renderActivity({ ...activity, images }, postLocale ? createTranslator(postLocale) : translator, { kind }),
    ...actionRow(buttons, translator),
  ],
})
