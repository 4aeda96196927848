import type { Step } from './scene.ts'
import { lookBack } from './steps/ending.ts'
import { anaLinks, boLinks } from './steps/links.ts'
import { anaReads, anaReadsAlone, anaReadsBo, cleoIsNotLinked } from './steps/recent.ts'
import { stravaOut, tokenExpired } from './steps/trouble.ts'
import { anaUnlinks } from './steps/unlink.ts'

/** The story of `npm run demo`, in order. */
export const STORY: readonly Step[] = [
  anaLinks,
  anaReads,
  anaReadsAlone,
  boLinks,
  anaReadsBo,
  tokenExpired,
  stravaOut,
  cleoIsNotLinked,
  anaUnlinks,
  lookBack,
]

/** What has happened before `npm run demo -- --serve` hands over. Ana's account is left for you to link. */
export const SETUP: readonly Step[] = [boLinks]
