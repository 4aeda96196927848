import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIMediaGalleryComponent,
  type APISeparatorComponent,
  type APITextDisplayComponent,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10'
import type { Start } from '../../domain/activity.ts'
import type { ActivityItem } from '../../domain/card.ts'
import type { Text } from '../../text/index.ts'
import type { Action, Picture } from '../../text/notice.ts'
import { cut, plain } from '../markdown.ts'

export const display = (content: string): APITextDisplayComponent => ({ type: ComponentType.TextDisplay, content })

export const divider: APISeparatorComponent = { type: ComponentType.Separator, divider: true }

/** A moment is shown by Discord in the reader's own time zone; a day alone has none, and is shown as it is. */
const startText = (start: Start, text: Text): string =>
  'instant' in start ? `<t:${Math.floor(start.instant / 1000)}:f>` : text.day(start.day)

export const activityUrl = (id: string) => `https://www.strava.com/activities/${encodeURIComponent(id)}`

export const nameOf = ({ name }: ActivityItem, text: Text, length = 100): string =>
  plain(name, length) || text.say({ key: 'recent.untitled' })

/** The device where it must be named. Makers need fewer UTF-16 units than these. */
export const deviceOf = ({ device }: ActivityItem, length = 60): string => plain(device ?? '', length)

/** The small line at the end: these, the sport, whether it was indoors, when it began, and the way to Strava. */
export function aboutText(item: ActivityItem, text: Text, before: readonly string[], after: readonly string[] = []) {
  const link = `**[${text.say({ key: 'recent.view' })}](${activityUrl(item.id)})**`
  const sport = plain(text.sport(item.sportType), 40)
  const place = item.indoors ? text.say({ key: 'card.indoors' }) : ''
  const parts = [...before, sport, place, startText(item.start, text), ...after, link].filter(Boolean)
  return `-# ${parts.join(' · ')}`
}

function button(action: Action, text: Text): APIButtonComponent {
  const label = text.say({ key: action.label })
  if ('url' in action) return { type: ComponentType.Button, style: ButtonStyle.Link, label, url: action.url }
  const style = action.danger ? ButtonStyle.Danger : ButtonStyle.Secondary
  const state = action.disabled ? { disabled: true } : {}
  return { type: ComponentType.Button, style, label, custom_id: action.press, ...state }
}

/** A row of buttons, if there are any. */
export function buttons(actions: readonly Action[], text: Text): APIActionRowComponent<APIButtonComponent>[] {
  if (actions.length === 0) return []
  return [{ type: ComponentType.ActionRow, components: actions.map((action) => button(action, text)) }]
}

/** Discord takes so many characters to describe a picture. */
const MAX_ALT = 1024

/** Pictures, if there are any, each with what it shows in words. */
export function galleryOf(pictures: readonly Picture[], text: Text): APIMediaGalleryComponent[] {
  if (pictures.length === 0) return []
  const items = pictures.map(({ file, alt }) => ({
    media: { url: `attachment://${file}` },
    description: cut(text.say(alt), MAX_ALT),
  }))
  return [{ type: ComponentType.MediaGallery, items }]
}
