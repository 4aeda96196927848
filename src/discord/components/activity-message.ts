import { type APIComponentInContainer, type APITextDisplayComponent, ComponentType } from 'discord-api-types/v10'
import { activityUrl } from '../../core/activity-address.ts'
import type { ActivityCard, ActivityItem } from '../../core/activity-card.ts'
import { sportOf } from '../../core/sport.ts'
import { badgesText, figuresText } from '../../i18n/figure-texts.ts'
import { joinRow } from '../../i18n/join-row.ts'
import type { ReplyButton } from '../../i18n/message.ts'
import type { Translator } from '../../i18n/translator.ts'
import { escapeMarkdown, excerpt, sanitize } from '../markdown.ts'
import type { MessageImage, MessageKind, Reply } from '../reply.ts'
import {
  actionRow,
  activityName,
  type Container,
  container,
  deviceName,
  footer,
  mediaGallery,
  textDisplay,
} from './message-parts.ts'

/** How much of a description a post shows: enough to make people open the activity. */
const EXCERPT_LIMITS = { lines: 3, limit: 280 }

/** Discord does not render a link whose text looks like a URL; such a name is shown without a link. */
const LOOKS_LIKE_URL = /:\/\/|\bwww\.|\bdiscord\.(?:gg|com)\b/i

/** Pictographs, flags, keycaps, and custom emoji of servers. */
const EMOJI_PATTERN = /[\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Regional_Indicator}]|\u20E3|<a?:\w+:\d+>/u

/** In messages that do not respond to an interaction, Discord shows links with an emoji in their text as raw text. */
const isLinkable = (name: string, kind: MessageKind): boolean =>
  !LOOKS_LIKE_URL.test(name) && (kind === 'interaction-response' || !EMOJI_PATTERN.test(name))

function titleText(item: ActivityItem, translator: Translator, kind: MessageKind): string {
  const name = activityName(item, translator)
  const { emoji } = sportOf(item.sportType)
  return `### ${emoji} ${isLinkable(item.name, kind) ? `[${name}](${activityUrl(item.id)})` : name}`
}

/** UTF-16 units: Discord allows 32 characters. */
const MAX_DISPLAY_NAME_LENGTH = 64

/** An app that hasn't loaded the member shows a mention without a name, so the name is added. */
const memberText = ({ userId, displayName = '' }: ActivityMessage): string =>
  joinRow([sanitize(displayName, MAX_DISPLAY_NAME_LENGTH), `<@${userId}>`])

/** The member with their profile picture if known, the title, and two lines of figures with the device. */
function header(message: ActivityMessage, translator: Translator, kind: MessageKind): APIComponentInContainer[] {
  const { item, extraFigures, avatar } = message
  const device = deviceName(item)
  const lines = [
    figuresText(item.figures, translator),
    figuresText(extraFigures, translator),
    device && `-# ${device}`,
  ].filter(Boolean)
  const components: APITextDisplayComponent[] = [
    memberText(message),
    titleText(item, translator, kind),
    lines.join('\n'),
  ]
    .filter(Boolean)
    .map(textDisplay)
  if (!avatar) return components
  const description = translator.t({ key: 'card.avatar' })
  const accessory = { type: ComponentType.Thumbnail, media: { url: avatar }, description } as const
  return [{ type: ComponentType.Section, components, accessory }]
}

/** An activity in a message. Additions to the card here do not change what a post shows. */
export interface ActivityMessage extends ActivityCard {
  /** The member's name in the server, if known. */
  displayName?: string | undefined
  /** The URL of the member's profile picture on Discord, if known. */
  avatar?: string | undefined
  images?: readonly MessageImage[]
  buttons?: readonly ReplyButton[]
}

interface RenderOptions {
  kind?: MessageKind
  /** Maximum length of the description. */
  description?: { lines: number; limit: number }
  /** Between the images and the footer. */
  details?: readonly APITextDisplayComponent[]
}

/** An activity as posted in a channel, in the colour of its sport. */
export function renderActivity(
  card: ActivityMessage,
  translator: Translator,
  { kind = 'interaction-response', description: descriptionLimit = EXCERPT_LIMITS, details = [] }: RenderOptions = {},
): Container {
  const { item, badges, description, images = [], buttons = [] } = card
  const quoted = excerpt(description, descriptionLimit).map((line) => `> ${escapeMarkdown(line)}`)
  const middle = [badgesText(badges, translator), ...quoted].filter(Boolean).join('\n')
  return container(sportOf(item.sportType).color, [
    ...header(card, translator, kind),
    ...(middle ? [textDisplay(middle)] : []),
    ...mediaGallery(images, translator),
    ...details,
    textDisplay(footer(item, translator)),
    ...actionRow(buttons, translator),
  ])
}

/** A message about one activity. */
export const activityReply = (activity: ActivityMessage): Reply => ({
  images: activity.images,
  render: (translator, { kind, images }) => [renderActivity({ ...activity, images }, translator, { kind })],
})
