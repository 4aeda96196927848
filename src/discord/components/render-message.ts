import {
  type APIContainerComponent,
  type APIMessageTopLevelComponent,
  ComponentType,
  MessageFlags,
} from 'discord-api-types/v10'
import { NEUTRAL_COLOUR } from '../../core/sport.ts'
import { createTranslator, type Translator } from '../../i18n/translator.ts'
import { sanitize } from '../markdown.ts'
import type { PostPreview, Reply, TextReply } from '../reply.ts'
import { type MessageKind, renderCard } from './activity-card-message.ts'
import { renderActivityDetails } from './activity-details-message.ts'
import { actionRow, textDisplay } from './parts.ts'
import { renderRecent } from './recent-message.ts'
import { renderStats } from './stats-message.ts'

export type { MessageKind }

/** The body of a message as Discord takes it. Nobody is ever pinged. */
export interface MessageBody {
  flags: number
  components: APIMessageTopLevelComponent[]
  allowed_mentions: { parse: [] }
}

/** Somebody's text inside a sentence; one that shows nothing leaves a mark where it would stand. */
const sanitizeValue = (value: string): string => sanitize(value) || '–'

const renderText = ({ message, buttons = [] }: TextReply, translator: Translator): APIContainerComponent => ({
  type: ComponentType.Container,
  accent_color: NEUTRAL_COLOUR,
  components: [textDisplay(translator.t(message, sanitizeValue)), ...actionRow(buttons, translator)],
})

/** What is asked, the card as it would stand in the channel, and what can be done. */
const renderPostPreview = (
  { card, cardLocale, message, buttons }: PostPreview,
  translator: Translator,
  kind: MessageKind,
): APIMessageTopLevelComponent[] => [
  textDisplay(translator.t(message, sanitizeValue)),
  renderCard(card, cardLocale ? createTranslator(cardLocale) : translator, { kind }),
  ...actionRow(buttons, translator),
]

function componentsOf(reply: Reply, translator: Translator, kind: MessageKind): APIMessageTopLevelComponent[] {
  switch (reply.kind) {
    case 'recent':
      return [renderRecent(reply, translator, NEUTRAL_COLOUR)]
    case 'stats':
      return [renderStats(reply, translator)]
    case 'activity':
      return [renderCard(reply, translator, { kind })]
    case 'activity-details':
      return [renderActivityDetails(reply, translator)]
    case 'post-preview':
      return renderPostPreview(reply, translator, kind)
    case 'text':
      return [renderText(reply, translator)]
  }
}

/** A reply as a message of Components V2, in the words of `text`. Always inside Discord's limits. */
export function render(reply: Reply, translator: Translator, kind: MessageKind = 'interaction-response'): MessageBody {
  return {
    flags: MessageFlags.IsComponentsV2,
    components: componentsOf(reply, translator, kind),
    allowed_mentions: { parse: [] },
  }
}
