import type { DemoStep } from './step-context.ts'
import { activityLifecycle } from './steps/activity-steps.ts'
import { anaApprovesPost } from './steps/approval-steps.ts'
import { cleoAddsFeed } from './steps/feed-steps.ts'
import { checkFinalState } from './steps/final-steps.ts'
import { anaLinks, boLinks } from './steps/link-steps.ts'
import { stravaOutage, tokenExpired } from './steps/outage-steps.ts'
import { anaRunsRecent, anaRunsRecentForBo, anaRunsRecentPrivately, cleoIsNotLinked } from './steps/recent-steps.ts'
import { twoServers } from './steps/server-steps.ts'
import { anaRunsStats } from './steps/stats-steps.ts'
import { anaUnlinks } from './steps/unlink-steps.ts'

/** The scenario of `npm run demo`, in order. */
export const SCENARIO: readonly DemoStep[] = [
  anaLinks,
  anaRunsRecent,
  anaRunsRecentPrivately,
  anaRunsStats,
  boLinks,
  anaRunsRecentForBo,
  tokenExpired,
  stravaOutage,
  cleoIsNotLinked,
  cleoAddsFeed,
  ...activityLifecycle,
  ...twoServers,
  anaApprovesPost,
  anaUnlinks,
  checkFinalState,
]
