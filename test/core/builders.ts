import type { Activity, SegmentEffort } from '../../src/core/activity.ts'
import { DEFAULT_FEED_RULES, type Feed } from '../../src/core/feed.ts'
import type { SharePreference } from '../../src/core/sharing.ts'
import { METRIC_UNITS } from '../../src/core/units.ts'

export const HOUR = 3600_000
export const NOW = Date.parse('2026-11-20T12:00:00Z')

/** A public run that ended an hour ago. */
export const createActivity = (overrides: Partial<Activity> = {}): Activity => ({
  id: '17000000001',
  athleteId: '4001',
  name: 'Round the pond',
  sportType: 'Run',
  start: { instant: NOW - 2 * HOUR },
  day: '2026-11-20',
  zone: 'Europe/Berlin',
  distance: 10_000,
  movingTime: 2999,
  elapsedTime: Math.max(3100, overrides.movingTime ?? 0),
  elevationGain: 80,
  visibility: 'everyone',
  endedAt: NOW - HOUR,
  earliestEnd: overrides.endedAt ?? NOW - HOUR,
  muted: false,
  indoor: false,
  commute: false,
  hidden: new Set(),
  stats: {},
  route: undefined,
  ...overrides,
})

/** A public segment, far from the start and the finish, with a personal record. */
export const createSegmentEffort = (overrides: Partial<SegmentEffort> = {}): SegmentEffort => ({
  name: 'Mill climb',
  seconds: 192,
  distance: 800,
  rank: 1,
  overallRank: undefined,
  isPublic: true,
  distanceFromEnds: 2000,
  ...overrides,
})

export const createFeed = (overrides: Partial<Feed> = {}): Feed => ({
  guildId: '200000000000000001',
  channelId: '300000000000000001',
  forum: false,
  sports: [],
  units: METRIC_UNITS,
  minDistance: 0,
  minTime: 0,
  indoor: true,
  commutes: true,
  ...DEFAULT_FEED_RULES,
  addedBy: undefined,
  since: 0,
  pauseReason: undefined,
  ...overrides,
})

export const createSharePreference = (overrides: Partial<SharePreference> = {}): SharePreference => ({
  mode: 'auto',
  followers: false,
  muted: false,
  photos: false,
  since: 0,
  ...overrides,
})
