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

function titleText(item: ActivityItem, text: Text): string {
  const name = nameOf(item, text)
  const { emoji } = sportOf(item.sportType)
  return `### ${emoji} ${LOOKS_LIKE_ADDRESS.test(item.name) ? name : `[${name}](${activityUrl(item.id)})`}`
}

/** Title, and the two lines of figures with the device that made them; with the member's picture beside, if it is known. */
function headOf({ item, further, avatar }: ShownCard, text: Text): APIComponentInContainer[] {
  const device = deviceOf(item)
  const lines = [figuresText(item.figures, text), figuresText(further, text), device && `-# ${device}`].filter(Boolean)
  const components: APITextDisplayComponent[] = [titleText(item, text), lines.join('\n')].filter(Boolean).map(display)
  if (!avatar) return components
  const description = text.say({ key: 'card.avatar' })
  const accessory = { type: ComponentType.Thumbnail, media: { url: avatar }, description } as const
  return [{ type: ComponentType.Section, components, accessory }]
}

interface More {
  /** How much of the description is shown. */
  description: { lines: number; limit: number }
  /** What stands between the pictures and the small line at the end. */
  parts: readonly APITextDisplayComponent[]
}

/** An activity as it stands in a channel, in the colour of its sport. */
export function renderCard(
  card: ShownCard,
  text: Text,
  more: More = { description: DESCRIPTION, parts: [] },
): APIContainerComponent {
  const { userId, item, badges, description, pictures = [], actions = [] } = card
  const told = excerpt(description, more.description).map((line) => `> ${escapeMarkdown(line)}`)
  const middle = [badgesText(badges, text), ...told].filter(Boolean).join('\n')
  return {
    type: ComponentType.Container,
    accent_color: sportOf(item.sportType).colour,
    components: [
      ...headOf(card, text),
      ...(middle ? [display(middle)] : []),
      ...galleryOf(pictures, text),
      ...more.parts,
      display(aboutText(item, text, [`<@${userId}>`])),
      ...buttons(actions, text),
    ],
  }
}
