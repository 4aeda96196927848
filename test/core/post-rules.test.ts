import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Activity, STATISTICS } from '../../src/core/activity.ts'
import { toActivityCard } from '../../src/core/activity-card.ts'
import { FEED_FIGURES, type FeedFigure, feedAccepts } from '../../src/core/feed.ts'
import {
  combineHashes,
  isFirstPost,
  isNewEnough,
  type Plan,
  type PlanInput,
  type PostStatus,
  planPost,
  shownPhoto,
} from '../../src/core/post-rules.ts'
import { SPORT_TYPES } from '../../src/core/sport.ts'
import { METRIC_UNITS } from '../../src/core/units.ts'
import { createActivity, createFeed, createSharePreference, HOUR, NOW } from './builders.ts'

const recentActivity = createActivity({ endedAt: NOW - HOUR })

const createInput = (overrides: Partial<PlanInput> = {}): PlanInput => ({
  activity: recentActivity,
  post: undefined,
  preference: createSharePreference({ mode: 'auto' }),
  feed: createFeed(),
  contentHash: 'now',
  linkedAt: NOW - 100 * HOUR,
  now: NOW,
  ...overrides,
})

const createPost = (state: PostStatus['state'], contentHash = 'now'): PostStatus => ({ state, contentHash })

describe('the plan for an activity in a channel', () => {
  const table: [string, Partial<PlanInput>, Plan['action']][] = [
    ['new, of a member who shares automatically', {}, 'post'],
    ['new, of a member who wants to be asked', { preference: createSharePreference({ mode: 'ask' }) }, 'ask'],
    ['new, of a member who shares nothing', { preference: createSharePreference({ mode: 'off' }) }, 'nothing'],
    ['new, of a member who chose nothing', { preference: undefined }, 'nothing'],
    ['posted and unchanged', { post: createPost('posted') }, 'nothing'],
    ['posted and renamed', { post: createPost('posted', 'before') }, 'edit'],
    ['posted, and deleted on Strava', { activity: undefined, post: createPost('posted') }, 'delete'],
    ['deleted on Strava, and never posted', { activity: undefined }, 'nothing'],
    [
      'posted, and now private',
      { activity: createActivity({ visibility: 'only_me' }), post: createPost('posted') },
      'delete',
    ],
    [
      'posted, and now followers-only',
      { activity: createActivity({ visibility: 'followers_only' }), post: createPost('posted') },
      'delete',
    ],
    [
      'followers-only, of a member who shares those',
      {
        activity: createActivity({ visibility: 'followers_only' }),
        preference: createSharePreference({ mode: 'auto', followers: true }),
      },
      'post',
    ],
    [
      'private, of a member who shares everything',
      {
        activity: createActivity({ visibility: 'only_me' }),
        preference: createSharePreference({ mode: 'auto', followers: true, muted: true }),
      },
      'nothing',
    ],
    [
      'of unknown visibility',
      {
        activity: createActivity({ visibility: 'unknown' }),
        preference: createSharePreference({ mode: 'auto', followers: true }),
      },
      'nothing',
    ],
    ['muted', { activity: createActivity({ muted: true }) }, 'nothing'],
    ['possibly muted', { activity: createActivity({ muted: undefined }) }, 'nothing'],
    [
      'muted, of a member who shares those',
      { activity: createActivity({ muted: true }), preference: createSharePreference({ mode: 'auto', muted: true }) },
      'post',
    ],
    ['flagged on Strava', { activity: createActivity({ flagged: true }) }, 'nothing'],
    [
      'flagged on Strava, of a member who shares everything',
      {
        activity: createActivity({ flagged: true }),
        preference: createSharePreference({ mode: 'auto', followers: true, muted: true }),
      },
      'nothing',
    ],
    ['posted, and then flagged', { activity: createActivity({ flagged: true }), post: createPost('posted') }, 'delete'],
    [
      'being posted, and then flagged',
      { activity: createActivity({ flagged: true }), post: createPost('posting') },
      'delete',
    ],
    [
      'awaiting approval, and then flagged',
      { activity: createActivity({ flagged: true }), post: createPost('awaiting-approval') },
      'delete',
    ],
    [
      'approved by the member, and then flagged',
      { activity: createActivity({ flagged: true }), post: createPost('approved') },
      'nothing',
    ],
    [
      'withdrawn when flagged, and no longer flagged',
      { activity: createActivity({ flagged: false }), post: createPost('withdrawn', '') },
      'post',
    ],
    ['withdrawn, and visible again', { post: createPost('withdrawn', '') }, 'post'],
    [
      'withdrawn, and visible again too late',
      { activity: createActivity({ endedAt: NOW - 170 * HOUR }), post: createPost('withdrawn', '') },
      'nothing',
    ],
    [
      'withdrawn, and visible again, of a member who now wants to be asked',
      { post: createPost('withdrawn', ''), preference: createSharePreference({ mode: 'ask' }) },
      'ask',
    ],
    [
      'withdrawn after approval, and visible again',
      { post: { ...createPost('withdrawn', ''), approved: true }, preference: createSharePreference({ mode: 'ask' }) },
      'post',
    ],
    [
      'posted and renamed, of a member who stopped sharing',
      { post: createPost('posted', 'before'), preference: createSharePreference({ mode: 'off' }) },
      'nothing',
    ],
    [
      'posted with a different map, of a member who stopped sharing',
      {
        post: createPost('posted', 'before~other'),
        preference: createSharePreference({ mode: 'off' }),
        contentHash: 'shown~map',
      },
      'edit',
    ],
    [
      'posted with a map that must go, of a member who chose nothing',
      { post: createPost('posted', 'before~map'), preference: undefined, contentHash: 'shown' },
      'edit',
    ],
    [
      'posted with the same map and renamed, of a member who stopped sharing',
      {
        post: createPost('posted', 'before~map'),
        preference: createSharePreference({ mode: 'off' }),
        contentHash: 'shown~map',
      },
      'nothing',
    ],
    [
      'posted with a photo that must go, of a member who stopped sharing',
      {
        post: createPost('posted', combineHashes('shown', 'map', 'photo')),
        preference: createSharePreference({ mode: 'off' }),
        contentHash: combineHashes('shown', 'map'),
      },
      'edit',
    ],
    [
      'posted with a photo and no map, which must go, of a member who chose nothing',
      { post: createPost('posted', combineHashes('shown', '', 'photo')), preference: undefined, contentHash: 'shown' },
      'edit',
    ],
    [
      'posted without a photo, of a member who stopped sharing',
      {
        post: createPost('posted', combineHashes('before', 'map')),
        preference: createSharePreference({ mode: 'off', photos: true }),
        contentHash: combineHashes('shown', 'map', 'photo'),
      },
      'nothing',
    ],
    [
      'posted without a map, of a member who stopped sharing',
      {
        post: createPost('posted', 'shown'),
        preference: createSharePreference({ mode: 'off' }),
        contentHash: 'shown~map',
      },
      'nothing',
    ],
    [
      'from the day of linking, with a hidden start',
      { activity: createActivity({ endedAt: NOW + HOUR, earliestEnd: NOW - 20 * HOUR }), linkedAt: NOW - 2 * HOUR },
      'nothing',
    ],
    ['deleted by hand', { post: createPost('deleted-by-user') }, 'nothing'],
    ['deleted by hand, and renamed', { post: createPost('deleted-by-user', 'before') }, 'nothing'],
    [
      'skipped by the member',
      { post: createPost('declined'), preference: createSharePreference({ mode: 'auto' }) },
      'nothing',
    ],
    [
      'awaiting approval',
      { post: createPost('awaiting-approval'), preference: createSharePreference({ mode: 'ask' }) },
      'nothing',
    ],
    [
      'awaiting approval, and now private',
      { activity: createActivity({ visibility: 'only_me' }), post: createPost('awaiting-approval') },
      'delete',
    ],
    [
      'approved by the member',
      { post: createPost('approved'), preference: createSharePreference({ mode: 'ask' }) },
      'post',
    ],
    [
      'approved by a member who then stopped sharing',
      { post: createPost('approved'), preference: createSharePreference({ mode: 'off' }) },
      'nothing',
    ],
    ['being posted when the process crashed', { post: createPost('posting') }, 'post'],
    ['ended before the member linked', { linkedAt: NOW - HOUR / 2 }, 'nothing'],
    ['ended before the feed was added', { feed: createFeed({ since: NOW - HOUR / 2 }) }, 'nothing'],
    [
      'ended before the member chose to share',
      { preference: createSharePreference({ mode: 'auto', since: NOW - HOUR / 2 }) },
      'nothing',
    ],
    ['a month old, uploaded today', { activity: createActivity({ endedAt: NOW - 30 * 24 * HOUR }) }, 'nothing'],
    ['47 hours old', { activity: createActivity({ endedAt: NOW - 47 * HOUR }) }, 'post'],
    ['49 hours old', { activity: createActivity({ endedAt: NOW - 49 * HOUR }) }, 'nothing'],
    ['of a sport that the feed leaves out', { feed: createFeed({ sports: ['Swim'] }) }, 'nothing'],
    [
      'posted, and changed to a sport that the feed leaves out',
      { feed: createFeed({ sports: ['Swim'] }), post: createPost('posted') },
      'delete',
    ],
    ['new, while the feed is paused', { feed: createFeed({ pauseReason: 'no-permission' }) }, 'nothing'],
    [
      'private, while the feed is paused',
      {
        activity: createActivity({ visibility: 'only_me' }),
        feed: createFeed({ pauseReason: 'no-permission' }),
        post: createPost('posted'),
      },
      'delete',
    ],
    ['new, while an admin paused the feed', { feed: createFeed({ pausedByAdmin: true }) }, 'nothing'],
    [
      'new, to be asked about, while an admin paused the feed',
      { feed: createFeed({ pausedByAdmin: true }), preference: createSharePreference({ mode: 'ask' }) },
      'nothing',
    ],
    [
      'approved, while an admin paused the feed',
      { feed: createFeed({ pausedByAdmin: true }), post: createPost('approved') },
      'nothing',
    ],
    [
      'renamed, while an admin paused the feed',
      { feed: createFeed({ pausedByAdmin: true }), post: createPost('posted', 'before') },
      'edit',
    ],
    [
      'private, while an admin paused the feed',
      {
        activity: createActivity({ visibility: 'only_me' }),
        feed: createFeed({ pausedByAdmin: true }),
        post: createPost('posted'),
      },
      'delete',
    ],
    [
      'posted, of a member who stopped sharing',
      { preference: createSharePreference({ mode: 'off' }), post: createPost('posted') },
      'nothing',
    ],
    ['ignored before, and public now', { post: createPost('ignored', '') }, 'post'],
    ['over the daily limit before', { post: createPost('over-limit', '') }, 'post'],
    [
      'skipped, and then approved after all',
      { post: { ...createPost('ignored', ''), approved: true }, preference: createSharePreference({ mode: 'ask' }) },
      'post',
    ],
    [
      'skipped, and then approved after all, of a member who stopped sharing',
      { post: { ...createPost('ignored', ''), approved: true }, preference: createSharePreference({ mode: 'off' }) },
      'nothing',
    ],
    [
      'skipped, and then approved after all when it was too old',
      {
        activity: createActivity({ endedAt: NOW - 49 * HOUR }),
        post: { ...createPost('ignored', ''), approved: true },
        preference: createSharePreference({ mode: 'ask' }),
      },
      'nothing',
    ],
    ['whose removal was interrupted', { post: createPost('deleting') }, 'delete'],
  ]
  for (const [description, more, expected] of table) {
    test(`${description}: ${expected}`, () => {
      expect(planPost(createInput(more)).action).toBe(expected)
    })
  }
})

describe('the filters of a feed', () => {
  const table: [string, Parameters<typeof feedAccepts>, boolean][] = [
    ['accept every sport if none is set', [createFeed(), createActivity({ sportType: 'Yoga' })], true],
    ['accept an indoor ride', [createFeed(), createActivity({ indoor: true })], true],
    ['reject an indoor ride if set', [createFeed({ indoor: false }), createActivity({ indoor: true })], false],
    ['reject a commute if set', [createFeed({ commutes: false }), createActivity({ commute: true })], false],
    [
      'reject less than the minimum distance',
      [createFeed({ minDistance: 5000 }), createActivity({ distance: 4999 })],
      false,
    ],
    [
      'accept exactly the minimum distance',
      [createFeed({ minDistance: 5000 }), createActivity({ distance: 5000 })],
      true,
    ],
    [
      'ignore the minimum distance for yoga',
      [createFeed({ minDistance: 5000 }), createActivity({ sportType: 'Yoga', distance: undefined })],
      true,
    ],
    ['reject less than the minimum time', [createFeed({ minTime: 600 }), createActivity({ movingTime: 599 })], false],
    [
      'count stops in a race',
      [
        createFeed({ minTime: 600 }),
        createActivity({ distance: 2000, movingTime: 590, elapsedTime: 600, stats: { workoutType: 1 } }),
      ],
      true,
    ],
    [
      'count the elapsed time of yoga',
      [createFeed({ minTime: 1800 }), createActivity({ sportType: 'Yoga', movingTime: 600, elapsedTime: 3600 })],
      true,
    ],
    [
      'count the elapsed time if there is no moving time',
      [createFeed({ minTime: 1800 }), createActivity({ movingTime: 0, elapsedTime: 3600 })],
      true,
    ],
    [
      'accept an unknown time',
      [createFeed({ minTime: 1800 }), createActivity({ movingTime: 0, elapsedTime: 0 })],
      true,
    ],
    [
      'reject an implausible distance',
      [createFeed({ minDistance: 5000 }), createActivity({ distance: 4e6, movingTime: 600 })],
      false,
    ],
  ]
  for (const [description, args, expected] of table) {
    test(description, () => {
      expect(feedAccepts(...args)).toBe(expected)
    })
  }
})

const VISIBLE_DETAILS = { workoutType: 1, personalRecords: 1, achievements: 3, description: 'Windy' }

const anyPreference = fc.option(
  fc.record({
    mode: fc.constantFrom('auto' as const, 'ask' as const, 'off' as const),
    followers: fc.boolean(),
    muted: fc.boolean(),
    photos: fc.boolean(),
    since: fc.integer({ min: 0, max: NOW }),
  }),
  { nil: undefined },
)
const anyActivity = fc
  .record({
    visibility: fc.constantFrom('everyone' as const, 'followers_only' as const, 'only_me' as const, 'unknown' as const),
    muted: fc.constantFrom(true, false, undefined),
    endedAt: fc.integer({ min: NOW - 100 * HOUR, max: NOW }),
    indoor: fc.boolean(),
    flagged: fc.constantFrom(true, false, undefined),
    commute: fc.boolean(),
    sportType: fc.constantFrom(...SPORT_TYPES),
    hidden: fc.option(
      fc.subarray([...STATISTICS]).map((hidden) => new Set(hidden)),
      { nil: undefined },
    ),
    photo: fc.constantFrom(undefined, 'https://dgtzuqphqg23d.cloudfront.net/invented-768x576.jpg'),
    stats: fc.constant({
      heartRate: 150,
      power: 210,
      cadence: 85,
      topSpeed: 15,
      calories: 600,
      laps: 12,
      ...VISIBLE_DETAILS,
    }),
  })
  .map(createActivity)
const anyPost = fc.option(
  fc.record({
    state: fc.constantFrom<PostStatus['state']>(
      'posting',
      'posted',
      'withdrawn',
      'awaiting-approval',
      'approved',
      'declined',
      'deleted-by-user',
      'ignored',
      'over-limit',
    ),
    contentHash: fc.constantFrom('now', 'before', ''),
    approved: fc.boolean(),
  }),
  { nil: undefined },
)
const anyFeed = fc
  .record({
    sports: fc.subarray(['Run', 'Ride', 'Swim']),
    indoor: fc.boolean(),
    commutes: fc.boolean(),
    pauseReason: fc.constantFrom(undefined, 'no-channel' as const, 'no-permission' as const),
    pausedByAdmin: fc.boolean(),
    since: fc.integer({ min: 0, max: NOW }),
  })
  .map(createFeed)
const anyInput = fc
  .record({
    activity: fc.option(anyActivity, { nil: undefined }),
    preference: anyPreference,
    post: anyPost,
    feed: anyFeed,
    linkedAt: fc.integer({ min: 0, max: NOW }),
  })
  .map((more) => createInput(more))

describe('no combination of activity, preference, feed and history', () => {
  const showsActivity = ({ action }: Plan) => action === 'post' || action === 'ask' || action === 'edit'

  test('shows a private activity, or one of unknown visibility', () => {
    fc.assert(
      fc.property(anyInput, (each) => {
        const { activity } = each
        if (!activity || activity.visibility === 'only_me' || activity.visibility === 'unknown') {
          expect(showsActivity(planPost(each))).toBe(false)
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('shows a flagged activity, or keeps its post', () => {
    fc.assert(
      fc.property(anyInput, (each) => {
        if (!each.activity?.flagged) return
        const { action } = planPost(each)
        expect(['delete', 'nothing']).toContain(action)
        const state = each.post?.state
        if (state === 'posted' || state === 'posting' || state === 'awaiting-approval') expect(action).toBe('delete')
      }),
      { numRuns: 3000 },
    )
  })

  test('shows a followers-only or muted activity, unless the member allows it', () => {
    fc.assert(
      fc.property(anyInput, (each) => {
        const { activity, preference } = each
        const isRestricted = activity?.visibility === 'followers_only' && !preference?.followers
        const muted = activity?.muted !== false && !preference?.muted
        if (isRestricted || muted) expect(showsActivity(planPost(each))).toBe(false)
      }),
      { numRuns: 3000 },
    )
  })

  test('shows a photo, unless the member turned photos on and the activity itself may be shown', () => {
    let seen = 0
    fc.assert(
      fc.property(anyInput, (each) => {
        const { activity, preference } = each
        const photo = shownPhoto(activity, preference)
        if (!photo) return
        seen += 1
        expect(preference?.photos).toBe(true)
        expect(photo).toBe(activity?.photo)
        const { visibility, muted, flagged } = activity ?? {}
        expect(visibility === 'everyone' || (visibility === 'followers_only' && preference?.followers)).toBe(true)
        expect(muted === false || preference?.muted).toBe(true)
        expect(flagged).not.toBe(true)
      }),
      { numRuns: 3000 },
    )
    expect(seen).toBeGreaterThan(50)
  })

  test('posts a new activity of a member who does not share in this server', () => {
    fc.assert(
      fc.property(anyInput, (each) => {
        const { preference, post: before } = each
        if (!preference || preference.mode === 'off') expect(planPost(each).action).not.toBe('post')
        if (preference?.mode !== 'auto' && !before?.approved && (before === undefined || before.state === 'ignored')) {
          expect(planPost(each).action).not.toBe('post')
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('posts without approval for a member who wants to be asked', () => {
    fc.assert(
      fc.property(anyInput, (each) => {
        const { preference, post: before } = each
        const isApproved = before?.state === 'approved' || before?.approved === true
        if (preference?.mode === 'ask' && !isApproved) expect(planPost(each).action).not.toBe('post')
      }),
      { numRuns: 3000 },
    )
  })

  test('posts an activity that was skipped and then approved, unless it is new', () => {
    fc.assert(
      fc.property(anyInput, (each) => {
        const plan = planPost({ ...each, post: { state: 'ignored', contentHash: '', approved: true } })
        const isNew = each.activity && isNewEnough(each.activity.endedAt, NOW)
        if (plan.action !== 'nothing') expect([plan.action, isNew]).toEqual(['post', true])
      }),
      { numRuns: 3000 },
    )
  })

  test('keeps a message that must not be shown', () => {
    fc.assert(
      fc.property(anyInput, (each) => {
        const hidden =
          !each.activity || each.activity.visibility === 'only_me' || each.activity.visibility === 'unknown'
        if (hidden && (each.post?.state === 'posted' || each.post?.state === 'posting')) {
          expect(planPost(each).action).toBe('delete')
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('keeps a map or a photo that its post would not show now, whether or not the member still shares', () => {
    const anyImages = fc.record({ map: fc.constantFrom('', 'a', 'b'), photo: fc.constantFrom('', 'c', 'd') })
    fc.assert(
      fc.property(anyInput, anyImages, anyImages, (each, shown, wanted) => {
        const hasFewerImages = (shown.map && shown.map !== wanted.map) || (shown.photo && shown.photo !== wanted.photo)
        const post: PostStatus = { state: 'posted', contentHash: combineHashes('text', shown.map, shown.photo) }
        const contentHash = combineHashes('text', wanted.map, wanted.photo)
        if (hasFewerImages) expect(['edit', 'delete']).toContain(planPost({ ...each, post, contentHash }).action)
      }),
      { numRuns: 3000 },
    )
  })

  test('posts or asks in a feed that an admin paused', () => {
    fc.assert(
      fc.property(anyInput, (each) => {
        if (each.feed.pausedByAdmin) expect(['post', 'ask']).not.toContain(planPost(each).action)
      }),
      { numRuns: 3000 },
    )
  })

  test('handles a post differently in a feed that an admin paused', () => {
    fc.assert(
      fc.property(anyInput, (each) => {
        const open = planPost({ ...each, feed: { ...each.feed, pausedByAdmin: false } })
        const isAboutPost = open.action === 'edit' || open.action === 'delete'
        if (each.post?.state === 'posted' || isAboutPost)
          expect(planPost({ ...each, feed: { ...each.feed, pausedByAdmin: true } }).action).toBe(open.action)
      }),
      { numRuns: 3000 },
    )
  })

  test('posts or asks as for a new activity after an earlier post or question', () => {
    const repostReasons = ['new', 'new, and the member wants to be asked']
    fc.assert(
      fc.property(anyInput, (each) => {
        if (!isFirstPost(each.post)) expect(repostReasons).not.toContain(planPost(each).reason)
        const { action, reason } = planPost(each)
        if (isFirstPost(each.post) && (action === 'post' || action === 'ask')) expect(repostReasons).toContain(reason)
      }),
      { numRuns: 3000 },
    )
  })

  test('reposts an activity that someone deleted or the member skipped', () => {
    fc.assert(
      fc.property(anyInput, (each) => {
        const state = each.post?.state
        if (state === 'deleted-by-user' || state === 'declined') expect(planPost(each).action).toBe('nothing')
      }),
      { numRuns: 3000 },
    )
  })

  test('shows a statistic that is hidden or of unknown visibility', () => {
    fc.assert(
      fc.property(anyActivity, (activity) => {
        const { item, extraFigures } = toActivityCard({ userId: '1', activity, units: METRIC_UNITS })
        const figures = [...item.figures, ...extraFigures]
        const kinds = figures.map((figure) => (figure.kind === 'count' ? figure.quantity.unit : figure.kind))
        for (const [statistic, kind] of [
          ['pace', 'pace'],
          ['speed', 'speed'],
          ['speed', 'topSpeed'],
          ['heart_rate', 'beat-per-minute'],
          ['power', 'watt'],
          ['calories', 'kilocalorie'],
        ] as const)
          if (activity.hidden?.has(statistic) !== false) expect(kinds).not.toContain(kind)
        if (activity.hidden?.has('pace') !== false) expect(kinds).not.toContain('step-per-minute')
        if (activity.hidden?.has('speed') !== false) expect(kinds).not.toContain('revolution-per-minute')
      }),
      { numRuns: 3000 },
    )
  })

  test('shows a figure that the feed hides, or shows more because of that setting', () => {
    const kindsOf: Record<FeedFigure, string[]> = {
      climb: ['climb'],
      heartRate: ['beat-per-minute'],
      power: ['watt'],
      cadence: ['step-per-minute', 'revolution-per-minute', 'stroke-per-minute'],
      topSpeed: ['topSpeed'],
      laps: ['lap', 'interval'],
      calories: ['kilocalorie'],
      achievements: ['personalRecords', 'achievements'],
      description: ['description'],
    }
    const shown = (activity: Activity, hiddenFigures: readonly FeedFigure[]) => {
      const { item, extraFigures, badges, description } = toActivityCard({
        ...{ userId: '1', activity, units: METRIC_UNITS, hiddenFigures },
      })
      const figures = [...item.figures, ...extraFigures]
      const kinds = figures.map((figure) => (figure.kind === 'count' ? figure.quantity.unit : figure.kind))
      return [...kinds, ...badges.map(({ kind }) => kind), ...(description ? ['description'] : [])]
    }
    fc.assert(
      fc.property(anyActivity, fc.subarray([...FEED_FIGURES]), (activity, hiddenFigures) => {
        const hidden = hiddenFigures.flatMap((figure) => kindsOf[figure])
        const expected = shown(activity, []).filter((kind) => !hidden.includes(kind))
        expect(shown(activity, hiddenFigures)).toEqual(expected)
      }),
      { numRuns: 3000 },
    )
  })
})
