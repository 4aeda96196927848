import type { Post } from '../../core/post.ts'
import { SHARE_MODES, type SharePreference } from '../../core/sharing.ts'
import type { Message, MessageValue } from '../../i18n/message.ts'
import { MODE_LABELS, SWITCH_NAMES, type SwitchName } from '../../i18n/sharing-texts.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import type { Link } from '../../redis/links.ts'
import type { ShareChanges } from '../../redis/share-preferences.ts'
import { foreignButtonError } from '../define-command.ts'
import { isRecentPost, syncMemberPosts } from './sync-member-posts.ts'

const SWITCHES = Object.keys(SWITCH_NAMES) as SwitchName[]

/** No preference for this server. */
const NOTHING = 'none'

export const switchValue = (name: SwitchName, isOn: boolean): string => `${name}-${isOn ? 'on' : 'off'}`

/** Changes as a `custom_id` holds them, such as `auto` or `ask+followers-on`. */
export function formatSharing(changes: ShareChanges): string {
  const switched = SWITCHES.flatMap((name) => (changes[name] === undefined ? [] : [switchValue(name, changes[name])]))
  return [...(changes.mode === undefined ? [] : [changes.mode]), ...switched].join('+')
}

/** The changes in a `custom_id`; undefined: the preference is removed. Throws `bad-input`. */
export function parseSharing(value: string): ShareChanges | undefined {
  if (value === NOTHING) return undefined
  const changes: ShareChanges = {}
  for (const part of value.split('+')) {
    const mode = SHARE_MODES.find((one) => one === part)
    const name = SWITCHES.find((one) => part === switchValue(one, true) || part === switchValue(one, false))
    if (mode) changes.mode = mode
    else if (name) changes[name] = part === switchValue(name, true)
    else throw foreignButtonError()
  }
  return changes
}

/** The old value of each changed field; of every field if the preference is removed. */
function formatBefore(before: SharePreference | undefined, changes: ShareChanges | undefined): string {
  if (!before) return NOTHING
  if (!changes) return formatSharing(before)
  const switches = SWITCHES.map((name) => [name, changes[name] === undefined ? undefined : before[name]])
  return formatSharing({ mode: changes.mode && before.mode, ...Object.fromEntries(switches) })
}

/** The posts in the server that may have to change: those with photos, and followers-only and muted ones. */
function concernedPosts(guildId: string, changes: ShareChanges | undefined, isUndo: boolean) {
  const { followers, muted, photos } = changes ?? { followers: false, muted: false, photos: false }
  const isLess = followers === false || muted === false
  // Undo brings back the posts that the change deleted.
  const isBack = isUndo && !isLess && (followers || muted)
  const restricted: Post['state'] | undefined = isLess ? 'posted' : isBack ? 'withdrawn' : undefined
  return (post: Post) =>
    post.guildId === guildId &&
    ((photos !== undefined && isRecentPost(post)) || (post.isRestricted === true && post.state === restricted))
}

/** Changes a member's preference for a server. Returns the old value and a description of the change. */
export async function changeSharing(
  link: Link,
  { guildId, interactionId, isUndo }: { guildId: string; interactionId: string; isUndo: boolean },
  changes: ShareChanges | undefined,
  context: JobContext,
): Promise<{ before: string; saved: MessageValue }> {
  const { sharePreferences, now } = context
  const before = formatBefore(await sharePreferences.find(link.userId, guildId), changes)
  if (changes) await sharePreferences.save(link.userId, guildId, changes, interactionId, now())
  else await sharePreferences.remove(link.userId, guildId)
  await syncMemberPosts(link.athleteId, concernedPosts(guildId, changes, isUndo), context)
  if (!changes) return { before, saved: { key: 'sharing.none' } }
  const switched = SWITCHES.filter((name) => changes[name] !== undefined)
  const said: Message[] = [
    ...(changes.mode ? [{ key: MODE_LABELS[changes.mode] }] : []),
    ...switched.map((name) => ({ key: SWITCH_NAMES[name][changes[name] ? 'on' : 'off'] })),
  ]
  return { before, saved: { list: said, as: 'row' } }
}
