import {
  type APIContainerComponent,
  type APIMessageTopLevelComponent,
  ComponentType,
  MessageFlags,
} from 'discord-api-types/v10'
import { NEUTRAL } from '../domain/sport.ts'
import { createText, type Text } from '../text/index.ts'
import type { Answer, Notice, PostPreview } from '../text/notice.ts'
import { plain } from './markdown.ts'
import { type MessageKind, renderCard } from './render/card.ts'
import { buttons, display } from './render/parts.ts'
import { renderRecent } from './render/recent.ts'
import { renderActivityDetails } from './render/render-activity-details.ts'
import { renderStats } from './render/stats.ts'

export type { MessageKind }

/** The body of a message as Discord takes it. Nobody is ever pinged. */
export interface MessageBody {
  flags: number
  components: APIMessageTopLevelComponent[]
  allowed_mentions: { parse: [] }
}

/** Somebody's text inside a sentence; one that shows nothing leaves a mark where it would stand. */
const shownValue = (value: string): string => plain(value) || '–'

const renderNotice = ({ say, actions = [] }: Notice, text: Text): APIContainerComponent => ({
  type: ComponentType.Container,
  accent_color: NEUTRAL,
  components: [display(text.say(say, shownValue)), ...buttons(actions, text)],
})

/** What is asked, the card as it would stand in the channel, and what can be done. */
const renderPostPreview = (
  { card, cardLocale, say, actions }: PostPreview,
  text: Text,
  kind: MessageKind,
): APIMessageTopLevelComponent[] => [
  display(text.say(say, shownValue)),
  renderCard(card, cardLocale ? createText(cardLocale) : text, { kind }),
  ...buttons(actions, text),
]

function componentsOf(answer: Answer, text: Text, kind: MessageKind): APIMessageTopLevelComponent[] {
  switch (answer.kind) {
    case 'recent':
      return [renderRecent(answer, text, NEUTRAL)]
    case 'stats':
      return [renderStats(answer, text)]
    case 'activity':
      return [renderCard(answer, text, { kind })]
    case 'activity-details':
      return [renderActivityDetails(answer, text)]
    case 'post-preview':
      return renderPostPreview(answer, text, kind)
    case 'notice':
      return [renderNotice(answer, text)]
  }
}

/** An answer as a message of Components V2, in the words of `text`. Always inside Discord's limits. */
export function render(answer: Answer, text: Text, kind: MessageKind = 'interaction-response'): MessageBody {
  return {
    flags: MessageFlags.IsComponentsV2,
    components: componentsOf(answer, text, kind),
    allowed_mentions: { parse: [] },
  }
}
