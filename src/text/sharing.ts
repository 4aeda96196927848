import type { ShareMode, SharePreference } from '../domain/sharing.ts'
import type { Say } from './say.ts'

const SENTENCES = {
  auto: { key: 'sharing.auto' },
  ask: { key: 'sharing.ask' },
  off: { key: 'sharing.off' },
} as const satisfies Record<ShareMode, Say>

/** What a member's choice for a server means, in sentences; having chosen nothing means that nothing is shown. */
export function sharingSay(preference: SharePreference | undefined): Say {
  if (!preference) return { key: 'sharing.none' }
  const mode = SENTENCES[preference.mode]
  const more: Say[] = [
    ...(preference.followers ? [{ key: 'sharing.followers' } as const] : []),
    ...(preference.muted ? [{ key: 'sharing.muted' } as const] : []),
  ]
  if (preference.mode === 'off' || more.length === 0) return mode
  const [first, second] = more
  return second && first
    ? { key: 'sharing.three', values: { one: mode, two: first, three: second } }
    : { key: 'sharing.two', values: { one: mode, two: first as Say } }
}
