import type { ShareMode } from '../domain/sharing.ts'
import type { Say } from './say.ts'

const SENTENCES = {
  auto: { key: 'sharing.auto' },
  ask: { key: 'sharing.ask' },
  off: { key: 'sharing.off' },
} as const satisfies Record<ShareMode, Say>

/** What a member's choice for a server means, as a sentence; having chosen nothing means that nothing is shown. */
export const sharingSay = (mode: ShareMode | undefined): Say => (mode ? SENTENCES[mode] : { key: 'sharing.none' })
