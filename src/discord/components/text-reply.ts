import { NEUTRAL_COLOUR } from '../../core/sport.ts'
import type { Message } from '../../i18n/message.ts'
import type { Translator } from '../../i18n/translator.ts'
import { sanitize } from '../markdown.ts'
import type { Reply, ReplyButton } from '../reply.ts'
import { actionRow, container, textDisplay } from './parts.ts'

/** A sentence with people's text in it, made safe; text that shows nothing leaves a dash. */
export const sentence = (message: Message, translator: Translator): string =>
  translator.t(message, (value) => sanitize(value) || '–')

/** A few sentences, and what can be done about them. */
export const textReply = (message: Message, buttons: readonly ReplyButton[] = []): Reply => ({
  render: (translator) => [
    container(NEUTRAL_COLOUR, [textDisplay(sentence(message, translator)), ...actionRow(buttons, translator)]),
  ],
})
