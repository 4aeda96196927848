import type { ShareMode, SharePreference } from '../core/sharing.ts'
import type { Message, MessageKey } from './message.ts'

export const MODE_NAMES = { auto: 'mode.auto', ask: 'mode.ask', off: 'mode.off' } as const satisfies Record<
  ShareMode,
  MessageKey
>

/** The same without the value that is typed as an option. */
export const MODE_LABELS = {
  auto: 'settings.auto',
  ask: 'settings.ask',
  off: 'settings.off',
} as const satisfies Record<ShareMode, MessageKey>

const SHARE_MODE_MESSAGES = {
  auto: { key: 'sharing.auto' },
  ask: { key: 'sharing.ask' },
  off: { key: 'sharing.off' },
} as const satisfies Record<ShareMode, Message>

/** Explains a member's share preference; none means that nothing is shown. */
export function sharingMessage(preference: SharePreference | undefined): Message {
  if (!preference) return { key: 'sharing.none' }
  const mode = SHARE_MODE_MESSAGES[preference.mode]
  const more: Message[] = [
    ...(preference.followers ? [{ key: 'sharing.followers' } as const] : []),
    ...(preference.muted ? [{ key: 'sharing.muted' } as const] : []),
    ...(preference.photos ? [{ key: 'sharing.photos' } as const] : []),
  ]
  if (preference.mode === 'off') return mode
  return more.reduce<Message>((one, two) => ({ key: 'sharing.two', values: { one, two } }), mode)
}

export type SwitchName = 'followers' | 'muted' | 'photos'

/** Labels of the buttons that include more activities, and photos. */
export const SWITCH_NAMES = {
  followers: { on: 'button.followersOn', off: 'button.followersOff' },
  muted: { on: 'button.mutedOn', off: 'button.mutedOff' },
  photos: { on: 'button.photosOn', off: 'button.photosOff' },
} as const satisfies Record<SwitchName, Record<'on' | 'off', MessageKey>>
