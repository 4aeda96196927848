import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { STATISTICS, type Statistic, type Visibility } from '../../src/core/activity.ts'
import { toRecentCard } from '../../src/core/activity-card.ts'
import {
  excludedIdsOf,
  isNotApproved,
  type KnownVisibility,
  type ListContext,
  mayOthersSee,
  redactForList,
} from '../../src/core/list-visibility.ts'
import type { Post } from '../../src/core/post.ts'
import { METRIC_UNITS } from '../../src/core/units.ts'
import { createActivity, createSharePreference, NOW } from './builders.ts'

const GUILD = '200000000000000001'
const OTHER_GUILD = '200000000000000002'

const createPost = (state: Post['state'], guildId = GUILD): Post => ({
  state,
  guildId,
  contentHash: '',
  generation: 1,
  summaryHash: '',
  endedAt: NOW,
})

const createKnownVisibility = (overrides: Partial<KnownVisibility> = {}): KnownVisibility => ({
  readAt: NOW,
  muted: false,
  hidden: new Set(),
  ...overrides,
})

const createContext = (overrides: Partial<ListContext> = {}): ListContext => ({
  audience: 'channel',
  guildId: GUILD,
  preference: createSharePreference(),
  known: new Map([['1', createKnownVisibility()]]),
  posts: new Map(),
  ...overrides,
})

/** In a list, hidden statistics and muting are unknown. */
const createListItem = (id = '7') => createActivity({ id, hidden: undefined, muted: undefined })
const kindsOf = (activity: ReturnType<typeof redactForList>) =>
  activity
    ? toRecentCard({
        userId: '1',
        sportType: undefined,
        activities: [activity],
        units: METRIC_UNITS,
      }).items[0]?.figures.map(({ kind }) => kind)
    : undefined

describe('a list that others see', () => {
  test.each<[string, Partial<ListContext>, boolean]>([
    ['shows the pace if recent details hide nothing', {}, true],
    ['shows no pace if no details are known', { known: new Map() }, false],
    [
      'shows no pace if any known details hide it',
      { known: new Map([['1', createKnownVisibility({ hidden: new Set(['pace']) })]]) },
      false,
    ],
    [
      'shows the pace if the activity’s own details do, whatever others hide',
      {
        known: new Map([
          ['1', createKnownVisibility({ hidden: new Set<Statistic>(['pace']) })],
          ['7', createKnownVisibility()],
        ]),
      },
      true,
    ],
  ])('%s', (_, more, showsPace) => {
    const kinds = kindsOf(redactForList(createListItem(), createContext(more)))
    expect(kinds).toContain('distance')
    expect(kinds?.includes('pace')).toBe(showsPace)
  })

  test('leaves out activities known to be muted, unless the member shares those', () => {
    const muted = new Map([['7', createKnownVisibility({ muted: true })]])
    expect(redactForList(createListItem(), createContext({ known: muted }))).toBeUndefined()
    expect(redactForList(createListItem(), createContext({ known: muted, preference: undefined }))).toBeUndefined()
    expect(
      redactForList(
        createListItem(),
        createContext({ known: muted, preference: createSharePreference({ muted: true }) }),
      ),
    ).toBeDefined()
    expect(redactForList(createListItem('8'), createContext({ known: muted }))).toBeDefined()
  })

  test.each<[string, Record<string, Post>, boolean]>([
    ['skipped here', { a: createPost('declined') }, true],
    ['has not answered for yet', { a: createPost('awaiting-approval') }, true],
    ['skipped in another server', { a: createPost('declined', OTHER_GUILD) }, false],
    ['skipped in one channel and posted in another', { a: createPost('declined'), b: createPost('posted') }, false],
    ['never had posted', { a: createPost('ignored') }, false],
  ])('leaves out an activity that the member %s: %j', (_, posts, withheld) => {
    expect(isNotApproved(posts, GUILD)).toBe(withheld)
    expect(redactForList(createListItem(), createContext({ posts: new Map([['7', posts]]) })) === undefined).toBe(
      withheld,
    )
  })
})

describe('for any preferences and known details', () => {
  const anyKnown = fc.record({
    readAt: fc.constant(NOW),
    muted: fc.boolean(),
    hidden: fc.subarray([...STATISTICS]).map((hidden) => new Set(hidden)),
  })
  const anyContext = fc.record<ListContext>({
    audience: fc.constantFrom('athlete', 'channel'),
    guildId: fc.constantFrom(GUILD, OTHER_GUILD),
    preference: fc.option(fc.record({ followers: fc.boolean(), muted: fc.boolean() }).map(createSharePreference), {
      nil: undefined,
    }),
    known: fc
      .array(fc.tuple(fc.constantFrom('7', '8', '9'), anyKnown), { maxLength: 3 })
      .map((entries) => new Map(entries)),
    posts: fc
      .option(
        fc.tuple(
          fc.constantFrom<Post['state']>('posted', 'declined', 'awaiting-approval', 'withdrawn'),
          fc.constantFrom(GUILD, OTHER_GUILD),
        ),
      )
      .map((post) => new Map(post ? [['7', { a: createPost(...post) }]] : [])),
  })
  const anyVisibility = fc.constantFrom<Visibility>('everyone', 'followers_only', 'only_me', 'unknown')
  const anyHidden = fc.option(
    fc.subarray([...STATISTICS]).map((hidden) => new Set(hidden)),
    { nil: undefined },
  )

  test('others see the details of exactly the public activities that are not flagged, muted, skipped or waiting', () => {
    let seen = 0
    const maybe = fc.constantFrom(true, false, undefined)
    fc.assert(
      fc.property(anyContext, anyVisibility, maybe, maybe, (each, visibility, muted, flagged) => {
        const { guildId, preference } = each
        const posts = each.posts.get('7') ?? {}
        const isSeen = mayOthersSee(createActivity({ id: '7', visibility, muted, flagged }), {
          guildId,
          preference,
          posts,
        })
        const here = Object.values(posts).filter((post) => post.guildId === guildId)
        const isWaiting = here.some(({ state }) => state === 'declined' || state === 'awaiting-approval')
        const isMuted = muted !== false && !preference?.muted
        expect(isSeen).toBe(visibility === 'everyone' && !flagged && !isMuted && !isWaiting)
        if (isSeen) seen += 1
      }),
      { numRuns: 3000 },
    )
    expect(seen).toBeGreaterThan(50)
  })

  test('others never see what is hidden, muted, skipped or of unknown visibility', () => {
    fc.assert(
      fc.property(
        anyContext,
        anyVisibility,
        anyHidden,
        fc.option(fc.boolean(), { nil: undefined }),
        (each, visibility, hidden, muted) => {
          const seen = redactForList(createActivity({ id: '7', visibility, hidden, muted }), each)
          if (each.audience === 'athlete') {
            expect(seen).toBeDefined()
            return
          }
          const knownVisibility = each.known.get('7')
          const here = Object.values(each.posts.get('7') ?? {}).filter(({ guildId }) => guildId === each.guildId)
          if (visibility !== 'everyone') expect(seen).toBeUndefined()
          if ((muted ?? knownVisibility?.muted) && !each.preference?.muted) expect(seen).toBeUndefined()
          if (here.some(({ state }) => state === 'declined' || state === 'awaiting-approval'))
            expect(seen).toBeUndefined()
          const canShowPace = hidden
            ? !hidden.has('pace')
            : knownVisibility
              ? !knownVisibility.hidden.has('pace')
              : each.known.size > 0
          if (!canShowPace && seen) expect(kindsOf(seen)).not.toContain('pace')
          const isPaceHiddenSomewhere = [...each.known.values()].some((visibility) => visibility.hidden.has('pace'))
          if (!hidden && !knownVisibility && isPaceHiddenSomewhere && seen) expect(kindsOf(seen)).not.toContain('pace')
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('totals for others leave out the same public activities as their lists', () => {
    fc.assert(
      fc.property(anyContext, (each) => {
        const list = { ...each, audience: 'channel' as const }
        const isListed = (id: string) => redactForList(createListItem(id), list) !== undefined
        const excludedIds = excludedIdsOf(list)
        for (const id of ['7', '8', '9', '10']) expect(excludedIds.has(id)).toBe(!isListed(id))
      }),
    )
  })
})
