import type { Step } from './scene.ts'
import { anaIsAsked } from './steps/ask.ts'
import { lookBack } from './steps/ending.ts'
import { cleoAddsFeed } from './steps/feed.ts'
import { bosRun } from './steps/finishes.ts'
import { anaLinks, boLinks } from './steps/links.ts'
import { anaReads, anaReadsAlone, anaReadsBo, cleoIsNotLinked } from './steps/recent.ts'
import { twoServers } from './steps/servers.ts'
import { anaAddsUp } from './steps/stats.ts'
import { stravaOut, tokenExpired } from './steps/trouble.ts'
import { anaUnlinks } from './steps/unlink.ts'

/** The story of `npm run demo`, in order. */
export const STORY: readonly Step[] = [
  anaLinks,
  anaReads,
  anaReadsAlone,
  anaAddsUp,
  boLinks,
  anaReadsBo,
  tokenExpired,
  stravaOut,
  cleoIsNotLinked,
  cleoAddsFeed,
  ...bosRun,
  ...twoServers,
  anaIsAsked,
  anaUnlinks,
  lookBack,
]

/** What has happened before `npm run demo -- --serve` hands over. Ana's account is left for you to link. */
export const SETUP: readonly Step[] = [boLinks, cleoAddsFeed]
