import {
  type APIContainerComponent,
  type APIMessageTopLevelComponent,
  ComponentType,
  MessageFlags,
} from 'discord-api-types/v10'
import { NEUTRAL } from '../domain/sport.ts'
import { createText, type Text } from '../text/index.ts'
import type { PostPreview, Reply, TextReply } from '../text/reply.ts'
import { sanitize } from './markdown.ts'
import { type MessageKind, renderCard } from './render/activity-card.ts'
import { renderActivityDetails } from './render/activity-details-card.ts'
import { actionRow, textDisplay } from './render/message-components.ts'
import { renderRecent } from './render/recent-list.ts'
import { renderStats } from './render/stats-card.ts'

export type { MessageKind }

/** The body of a message as Discord takes it. Nobody is ever pinged. */
export interface MessageBody {
  flags: number
  components: APIMessageTopLevelComponent[]
  allowed_mentions: { parse: [] }
}

/** Somebody's text inside a sentence; one that shows nothing leaves a mark where it would stand. */
const sanitizeValue = (value: string): string => sanitize(value) || '–'

const renderText = ({ say, buttons = [] }: TextReply, text: Text): APIContainerComponent => ({
  type: ComponentType.Container,
  accent_color: NEUTRAL,
  components: [textDisplay(text.say(say, sanitizeValue)), ...actionRow(buttons, text)],
})

/** What is asked, the card as it would stand in the channel, and what can be done. */
const renderPostPreview = (
  { card, cardLocale, say, buttons }: PostPreview,
  text: Text,
  kind: MessageKind,
): APIMessageTopLevelComponent[] => [
  textDisplay(text.say(say, sanitizeValue)),
  renderCard(card, cardLocale ? createText(cardLocale) : text, { kind }),
  ...actionRow(buttons, text),
]

function componentsOf(reply: Reply, text: Text, kind: MessageKind): APIMessageTopLevelComponent[] {
  switch (reply.kind) {
    case 'recent':
      return [renderRecent(reply, text, NEUTRAL)]
    case 'stats':
      return [renderStats(reply, text)]
    case 'activity':
      return [renderCard(reply, text, { kind })]
    case 'activity-details':
      return [renderActivityDetails(reply, text)]
    case 'post-preview':
      return renderPostPreview(reply, text, kind)
    case 'text':
      return [renderText(reply, text)]
  }
}

/** A reply as a message of Components V2, in the words of `text`. Always inside Discord's limits. */
export function render(reply: Reply, text: Text, kind: MessageKind = 'interaction-response'): MessageBody {
  return {
    flags: MessageFlags.IsComponentsV2,
    components: componentsOf(reply, text, kind),
    allowed_mentions: { parse: [] },
  }
}
