import { isShortLink, parseActivityId } from '../core/activity-address.ts'
import { UsageError } from './run-tool.ts'

/** What an operator can name by its id. */
export type IdKind = 'user' | 'server' | 'channel' | 'athlete' | 'activity'

const firstGroup = (pattern: RegExp) => (text: string) => pattern.exec(text)?.slice(1).find(Boolean)

/**
 * For each kind: how to find its id in the typed text, and which texts are accepted. Discord's ids have 17 to 20
 * digits, Strava's fewer.
 */
const FORMS: Readonly<Record<IdKind, { find: (text: string) => string | undefined; takes: string }>> = {
  user: {
    find: firstGroup(/^(?:<@!?)?([1-9]\d{16,19})>?$|discord(?:app)?\.com\/users\/([1-9]\d{16,19})\/?$/i),
    takes:
      'a Discord user id, such as 300000000000000001 (Discord → Settings → Advanced → Developer Mode, then right-click the member → Copy User ID)',
  },
  server: {
    find: firstGroup(/^([1-9]\d{16,19})$|discord(?:app)?\.com\/channels\/([1-9]\d{16,19})(?:\/\d+)*\/?$/i),
    takes:
      'a Discord server id, such as 300000000000000001 (Discord → Settings → Advanced → Developer Mode, then right-click the server → Copy Server ID), or the link of one of its channels',
  },
  channel: {
    find: firstGroup(
      /^(?:<#)?([1-9]\d{16,19})>?$|discord(?:app)?\.com\/channels\/[1-9]\d{16,19}\/([1-9]\d{16,19})(?:\/\d+)?\/?$/i,
    ),
    takes:
      'a Discord channel id, such as 300000000000000001, or the link of the channel (right-click the channel → Copy Link)',
  },
  athlete: {
    find: firstGroup(
      /^(\d{1,16})$|^(?:https?:\/\/)?(?:www\.|m\.)?strava\.com\/(?:athletes|pros)\/(\d{1,16})(?:[/?#].*)?$/i,
    ),
    takes: 'a Strava athlete id, such as 12345, or the link of a profile: https://www.strava.com/athletes/12345',
  },
  activity: {
    find: parseActivityId,
    takes:
      'an activity id, such as 1234567890, or the link of an activity: https://www.strava.com/activities/1234567890',
  },
}

const SHORT_LINK =
  "A link from Strava's app doesn't hold the id. Open it in a browser, and use the address that the browser then shows."

/**
 * The id in an argument, given bare, as a mention or as a link, and its kind. `name`: of the argument. Throws a
 * UsageError that says what to type.
 */
export function parseId<Kind extends IdKind>(
  name: string,
  given: string | undefined,
  kinds: readonly Kind[],
): { kind: Kind; id: string } {
  const text = given?.trim() ?? ''
  for (const kind of kinds) {
    const id = FORMS[kind].find(text)
    if (id !== undefined) return { kind, id }
  }
  const takes = `${name} takes ${kinds.map((kind) => FORMS[kind].takes).join('; or ')}.`
  throw new UsageError(isShortLink(text) ? `${SHORT_LINK} ${takes}` : takes)
}
