import type { APIMessageTopLevelComponent } from 'discord-api-types/v10'
import { NEUTRAL_COLOR } from '../../core/sport.ts'
import type { Message, ReplyButton, ReplySelect } from '../../i18n/message.ts'
import type { Translator } from '../../i18n/translator.ts'
import type { Reply } from '../reply.ts'
import { actionRow, container, divider, selectRow, textDisplay } from './message-parts.ts'
import { sentence } from './text-reply.ts'

/** A part of a panel: a text, and the components below it. */
export interface Section {
  text?: Message
  /** No divider below this part. */
  isTitle?: boolean
  selects?: readonly ReplySelect[]
  buttons?: readonly ReplyButton[]
}

/** Settings and the components that change them, in one box. */
export function renderPanel(sections: readonly Section[], translator: Translator): APIMessageTopLevelComponent {
  const parts = sections.map(({ text, selects = [], buttons = [] }) => [
    ...(text ? [textDisplay(sentence(text, translator))] : []),
    ...selects.map((select) => selectRow(select, translator)),
    ...actionRow(buttons, translator),
  ])
  const isDivided = (index: number) => index > 0 && !sections[index - 1]?.isTitle
  const components = parts.flatMap((part, index) => (isDivided(index) ? [divider, ...part] : part))
  return container(NEUTRAL_COLOR, components)
}

/** A panel that is a whole message. */
export const panelReply = (sections: readonly Section[]): Reply => ({
  render: (translator) => [renderPanel(sections, translator)],
})
