import {
  type APIComponentInContainer,
  type APIContainerComponent,
  type APITextDisplayComponent,
  ComponentType,
} from 'discord-api-types/v10'
import type { ActivityItem } from '../../domain/card.ts'
import { sportOf } from '../../domain/sport.ts'
import { badgesText, figuresText } from '../../text/figures.ts'
import type { Text } from '../../text/index.ts'
import type { ShownCard } from '../../text/notice.ts'
import { escapeMarkdown, excerpt } from '../markdown.ts'
import { aboutText, activityUrl, buttons, deviceOf, display, galleryOf, nameOf } from './parts.ts'

/** How much of a description is shown: enough to make people open the activity. */
const DESCRIPTION = { lines: 3, limit: 280 }

/** Discord shows no link whose words look like an address themselves: such a name stands for itself. */
const LOOKS_LIKE_ADDRESS = /:\/\/|\bwww\.|\bdiscord\.(?:gg|com)\b/i

/** Whether a message answers an interaction or is one of the bot's own: Discord reads links in them differently. */
export type MessageKind = 'interaction-response' | 'channel-message'

/** Pictographs, flags, keycaps, and what Discord writes for a server's own emoji. */
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Regional_Indicator}]|\u20E3|<a?:\w+:\d+>/u

/** In a message that answers no interaction, Discord shows the raw text of a link that has an emoji in its words. */
const isLinkable = (name: string, kind: MessageKind): boolean =>
  !LOOKS_LIKE_ADDRESS.test(name) && (kind === 'interaction-response' || !EMOJI.test(name))

function titleText(item: ActivityItem, text: Text, kind: MessageKind): string {
  const name = nameOf(item, text)
  const { emoji } = sportOf(item.sportType)
  return `### ${emoji} ${isLinkable(item.name, kind) ? `[${name}](${activityUrl(item.id)})` : name}`
}

/** Title, and the two lines of figures with the device that made them; with the member's picture beside, if it is known. */
function headOf({ item, further, avatar }: ShownCard, text: Text, kind: MessageKind): APIComponentInContainer[] {
  const device = deviceOf(item)
  const lines = [figuresText(item.figures, text), figuresText(further, text), device && `-# ${device}`].filter(Boolean)
  const components: APITextDisplayComponent[] = [titleText(item, text, kind), lines.join('\n')]
    .filter(Boolean)
    .map(display)
  if (!avatar) return components
  const description = text.say({ key: 'card.avatar' })
  const accessory = { type: ComponentType.Thumbnail, media: { url: avatar }, description } as const
  return [{ type: ComponentType.Section, components, accessory }]
}

interface CardOptions {
  kind?: MessageKind
  /** How much of the description is shown. */
  description?: { lines: number; limit: number }
  /** What stands between the pictures and the small line at the end. */
  parts?: readonly APITextDisplayComponent[]
}

/** An activity as it stands in a channel, in the colour of its sport. */
export function renderCard(
  card: ShownCard,
  text: Text,
  { kind = 'interaction-response', description: descriptionLimit = DESCRIPTION, parts = [] }: CardOptions = {},
): APIContainerComponent {
  const { userId, item, badges, description, pictures = [], actions = [] } = card
  const told = excerpt(description, descriptionLimit).map((line) => `> ${escapeMarkdown(line)}`)
  const middle = [badgesText(badges, text), ...told].filter(Boolean).join('\n')
  return {
    type: ComponentType.Container,
    accent_color: sportOf(item.sportType).colour,
    components: [
      ...headOf(card, text, kind),
      ...(middle ? [display(middle)] : []),
      ...galleryOf(pictures, text),
      ...parts,
      display(aboutText(item, text, [`<@${userId}>`])),
      ...buttons(actions, text),
    ],
  }
}
