import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInContainer,
  type APIContainerComponent,
  type APIMediaGalleryComponent,
  type APISelectMenuComponent,
  type APISeparatorComponent,
  type APITextDisplayComponent,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10'
import type { Start } from '../../core/activity.ts'
import { activityUrl } from '../../core/activity-address.ts'
import type { ActivityItem } from '../../core/activity-card.ts'
import { joinRow } from '../../i18n/join-row.ts'
import type { Message, ReplyButton, ReplySelect, SelectOption } from '../../i18n/message.ts'
import type { Translator } from '../../i18n/translator.ts'
import { sanitize, toSingleLine, truncate } from '../markdown.ts'
import { MESSAGE_CHANNEL_TYPES } from '../message-channel-types.ts'
import type { MessageImage } from '../reply.ts'

/** Discord's limit for all texts of a message. Characters. */
export const MAX_TEXT_LENGTH = 4000

export type Container = APIContainerComponent
export type TextDisplay = APITextDisplayComponent

/** A box with a coloured edge. */
export const container = (accentColor: number, components: APIComponentInContainer[]): Container => ({
  type: ComponentType.Container,
  accent_color: accentColor,
  components,
})

/** The total text length of a container: Discord allows 4,000 characters in a message. */
export function textLengthOf({ components }: Container): number {
  const texts = components.flatMap((part) =>
    part.type === ComponentType.Section ? part.components : part.type === ComponentType.TextDisplay ? [part] : [],
  )
  return texts.reduce((sum, { content }) => sum + content.length, 0)
}

export const textDisplay = (content: string): APITextDisplayComponent => ({ type: ComponentType.TextDisplay, content })

export const divider: APISeparatorComponent = { type: ComponentType.Separator, divider: true }

/** Discord shows a time in the reader's time zone. A date without a time is shown as it is. */
const startText = (start: Start, translator: Translator): string =>
  'instant' in start ? `<t:${Math.floor(start.instant / 1000)}:f>` : translator.day(start.day)

export const activityName = ({ name }: ActivityItem, translator: Translator, length = 100): string =>
  sanitize(name, length) || translator.t({ key: 'recent.untitled' })

/** The device, where it must be named. Manufacturers' names need fewer UTF-16 units than this. */
export const deviceName = ({ device }: ActivityItem, length = 60): string => sanitize(device ?? '', length)

/** The footer: the sport, indoors or not, the start, the given parts, and the link to Strava. */
export function footer(item: ActivityItem, translator: Translator, more: readonly string[] = []) {
  const link = `**[${translator.t({ key: 'recent.view' })}](${activityUrl(item.id)})**`
  const sport = sanitize(translator.sport(item.sportType), 40)
  const place = item.indoors ? translator.t({ key: 'card.indoors' }) : ''
  return `-# ${joinRow([sport, place, startText(item.start, translator), ...more, link])}`
}

const BUTTON_STYLES = {
  primary: ButtonStyle.Primary,
  success: ButtonStyle.Success,
  danger: ButtonStyle.Danger,
} as const

function toButton(button: ReplyButton, translator: Translator): APIButtonComponent {
  const label = translator.t(typeof button.label === 'string' ? { key: button.label } : button.label)
  if ('url' in button) return { type: ComponentType.Button, style: ButtonStyle.Link, label, url: button.url }
  const style = button.style ? BUTTON_STYLES[button.style] : ButtonStyle.Secondary
  const state = button.disabled ? { disabled: true } : {}
  return { type: ComponentType.Button, style, label, custom_id: button.customId, ...state }
}

/** A row of buttons, if there are any. */
export function actionRow(
  buttons: readonly ReplyButton[],
  translator: Translator,
): APIActionRowComponent<APIButtonComponent>[] {
  if (buttons.length === 0) return []
  return [{ type: ComponentType.ActionRow, components: buttons.map((button) => toButton(button, translator)) }]
}

/** Discord's limit for an image's alt text. Characters. */
const MAX_ALT_LENGTH = 1024

/** Images, if there are any, with their alt texts. */
export function mediaGallery(images: readonly MessageImage[], translator: Translator): APIMediaGalleryComponent[] {
  if (images.length === 0) return []
  const items = images.map(({ file, alt }) => ({
    media: { url: `attachment://${file}` },
    description: truncate(translator.t(alt), MAX_ALT_LENGTH),
  }))
  return [{ type: ComponentType.MediaGallery, items }]
}

/** Discord's limits for a select. */
const MAX_SELECT_OPTIONS = 25
const MAX_SELECT_TEXT_LENGTH = 100
const MAX_PLACEHOLDER_LENGTH = 150

const selectText = (text: Message | string, translator: Translator): string =>
  truncate(typeof text === 'string' ? toSingleLine(text) || '–' : translator.t(text), MAX_SELECT_TEXT_LENGTH)

function toSelectOption({ value, label, description, emoji, isChosen }: SelectOption, translator: Translator) {
  return {
    value,
    label: selectText(label, translator),
    ...(description ? { description: selectText(description, translator) } : {}),
    ...(emoji ? { emoji: { name: emoji } } : {}),
    ...(isChosen ? { default: true } : {}),
  }
}

/** A row with a select. */
export function selectRow(select: ReplySelect, translator: Translator): APIActionRowComponent<APISelectMenuComponent> {
  const { customId, placeholder, options, min = 1, max = 1 } = select
  const common = {
    custom_id: customId,
    placeholder: truncate(translator.t({ key: placeholder }), MAX_PLACEHOLDER_LENGTH),
    min_values: min,
    max_values: max,
  }
  const component: APISelectMenuComponent =
    options === 'channels'
      ? { type: ComponentType.ChannelSelect, ...common, channel_types: [...MESSAGE_CHANNEL_TYPES] }
      : {
          type: ComponentType.StringSelect,
          ...common,
          options: options.slice(0, MAX_SELECT_OPTIONS).map((option) => toSelectOption(option, translator)),
        }
  return { type: ComponentType.ActionRow, components: [component] }
}
