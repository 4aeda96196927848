import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changePost, nextPost, type PostChange, type PostFacts, type PostResult } from '../../src/core/next-post.ts'
import type { Post } from '../../src/core/post.ts'
import { planPost } from '../../src/core/post-rules.ts'
import { createActivity, createFeed, createSharePreference, HOUR, NOW } from './builders.ts'

const facts: PostFacts = {
  guildId: '200000000000000001',
  summaryHash: 'summary now',
  endedAt: NOW - HOUR,
  isRestricted: false,
}

/** A stored post with older hashes, in its second generation. */
const createPost = (state: Post['state'], overrides: Partial<Post> = {}): Post => ({
  ...facts,
  ...{ state, generation: 2, contentHash: 'content before', summaryHash: 'summary before' },
  ...overrides,
})

const SHOWN = { contentHash: 'content now' }
const MESSAGE = { messageId: '500000000000000001' }
const QUESTION = { messageId: '500000000000000002', messageChannelId: '400000000000000002' }
const THREAD_MESSAGE = { messageId: '500000000000000003', messageChannelId: '400000000000000003' }
const STARTED_AT = NOW - 60_000

const next = (post: Post | undefined, result: PostResult, overrides: Partial<PostFacts> = {}) =>
  nextPost(post, result, { ...facts, ...overrides }, NOW)

describe('the post stored for an activity in a channel, if', () => {
  const first = { ...facts, generation: 1, contentHash: '' }
  const repostFacts = { ...facts, generation: 2, contentHash: 'content before' }
  const error = new Error('Discord refuses the message')

  const table: [string, Post | undefined, PostResult, Post | undefined][] = [
    [
      'there was nothing to do, for the first time',
      undefined,
      { kind: 'checked' },
      { ...first, state: 'ignored', contentHash: '' },
    ],
    [
      'there was nothing to do for a post',
      createPost('posted', MESSAGE),
      { kind: 'checked' },
      { ...repostFacts, ...MESSAGE, state: 'posted' },
    ],
    [
      'the member was asked in private',
      undefined,
      { kind: 'asked', message: QUESTION, ...SHOWN },
      { ...first, ...SHOWN, ...QUESTION, state: 'awaiting-approval' },
    ],
    [
      'the member accepts no private messages',
      undefined,
      { kind: 'asked', message: undefined, ...SHOWN },
      { ...first, ...SHOWN, state: 'awaiting-approval' },
    ],
    ['the daily limit is reached', undefined, { kind: 'over-limit' }, { ...first, state: 'over-limit' }],
    ['the member deleted the question', undefined, { kind: 'declined' }, { ...first, state: 'declined' }],
    [
      'the question was withdrawn',
      createPost('awaiting-approval', QUESTION),
      { kind: 'approval-withdrawn' },
      { ...repostFacts, generation: 3, state: 'withdrawn', contentHash: '', summaryHash: '' },
    ],
    [
      'posting started',
      undefined,
      { kind: 'posting', ...SHOWN },
      { ...first, ...SHOWN, state: 'posting', startedAt: NOW },
    ],
    [
      'posting started again',
      createPost('posting', { startedAt: STARTED_AT }),
      { kind: 'posting', ...SHOWN },
      { ...repostFacts, ...SHOWN, state: 'posting', startedAt: STARTED_AT },
    ],
    [
      'it was posted',
      undefined,
      { kind: 'posted', message: MESSAGE, ...SHOWN },
      { ...first, ...SHOWN, ...MESSAGE, state: 'posted' },
    ],
    [
      'it was posted on the second try, in a thread',
      createPost('posting', { startedAt: STARTED_AT }),
      { kind: 'posted', message: THREAD_MESSAGE, ...SHOWN },
      { ...repostFacts, ...SHOWN, ...THREAD_MESSAGE, state: 'posted' },
    ],
    [
      'it was posted with the approval of its member',
      createPost('approved', { approved: true }),
      { kind: 'posted', message: MESSAGE, ...SHOWN },
      { ...repostFacts, ...SHOWN, ...MESSAGE, approved: true, state: 'posted' },
    ],
    [
      'the post was edited',
      createPost('posted', MESSAGE),
      { kind: 'edited', ...SHOWN },
      { ...repostFacts, ...SHOWN, ...MESSAGE, state: 'posted' },
    ],
    [
      'the post was already up to date',
      createPost('posted', MESSAGE),
      { kind: 'up-to-date' },
      { ...repostFacts, ...MESSAGE, state: 'posted' },
    ],
    [
      'someone had deleted the post',
      createPost('posted', MESSAGE),
      { kind: 'deleted-by-user' },
      { ...repostFacts, ...MESSAGE, state: 'deleted-by-user' },
    ],
    [
      'the deletion started',
      createPost('posted', THREAD_MESSAGE),
      { kind: 'deleting' },
      { ...repostFacts, ...THREAD_MESSAGE, state: 'deleting' },
    ],
    [
      'the post was deleted',
      createPost('posted', { ...THREAD_MESSAGE, approved: true }),
      { kind: 'deleted' },
      { ...repostFacts, approved: true, state: 'withdrawn', contentHash: '', generation: 3 },
    ],
    [
      'an interrupted removal was continued',
      createPost('deleting', { ...MESSAGE, isRemoved: true }),
      { kind: 'deleting' },
      { ...repostFacts, ...MESSAGE, state: 'deleting', isRemoved: true },
    ],
    [
      'an interrupted removal was finished',
      createPost('deleting', { ...MESSAGE, isRemoved: true }),
      { kind: 'deleted' },
      { ...repostFacts, ...MESSAGE, state: 'deleted-by-user' },
    ],
    [
      'a post that may have existed was deleted',
      createPost('posting', { startedAt: STARTED_AT }),
      { kind: 'deleted' },
      { ...repostFacts, state: 'withdrawn', contentHash: '', generation: 3 },
    ],
    [
      'Discord refuses a new message',
      createPost('approved', { approved: true }),
      { kind: 'refused', error },
      { ...repostFacts, approved: true, state: 'ignored', contentHash: '' },
    ],
    [
      'Discord refuses the edit of a post',
      createPost('posted', MESSAGE),
      { kind: 'refused', error },
      { ...repostFacts, ...MESSAGE, state: 'posted' },
    ],
    [
      'Discord refuses a message that may exist',
      createPost('posting', { startedAt: STARTED_AT }),
      { kind: 'refused', error },
      { ...repostFacts, state: 'posting', startedAt: STARTED_AT },
    ],
  ]

  test.each(table)('%s', (_, post, result, remembered) => expect(next(post, result)).toEqual(remembered))
})

describe('the stored post is unchanged', () => {
  const unchanged: [string, PostResult][] = [
    ['if nothing could be decided', { kind: 'undecided' }],
    ['if the bot may not post', { kind: 'inaccessible', reason: 'the channel is gone or hidden' }],
    ['if the member left the server', { kind: 'member-left' }],
  ]

  test.each(unchanged)('%s', (_, result) => {
    const post = createPost('approved')
    expect(next(post, result)).toBe(post)
    expect(next(undefined, result)).toBeUndefined()
  })

  test('if Strava sends the same data as before', () => {
    const post = createPost('ignored', { summaryHash: facts.summaryHash })
    expect(next(post, { kind: 'checked' })).toBe(post)
  })
})

describe('a post that is visible only because its member allowed it', () => {
  test('is stored as restricted', () => {
    const posted = next(undefined, { kind: 'posted', message: MESSAGE, ...SHOWN }, { isRestricted: true })
    expect(posted).toMatchObject({ isRestricted: true })
  })

  test('is restricted until it is edited, also while it is being deleted', () => {
    const post = createPost('posted', { ...MESSAGE, isRestricted: true })
    expect(next(post, { kind: 'deleting' })).toMatchObject({ isRestricted: true })
    expect(next(post, { kind: 'edited', ...SHOWN })).toMatchObject({ isRestricted: false })
  })
})

describe('the stored post after a person', () => {
  const before = { ...facts, generation: 2, contentHash: 'content before', summaryHash: 'summary before' }

  const table: [string, Post, PostChange, Post][] = [
    [
      'started to remove it',
      createPost('posted', MESSAGE),
      { kind: 'removing', message: MESSAGE },
      { ...before, ...MESSAGE, state: 'deleting', isRemoved: true },
    ],
    [
      'started to remove it before its message was known',
      createPost('posting', { startedAt: STARTED_AT }),
      { kind: 'removing', message: THREAD_MESSAGE },
      { ...before, ...THREAD_MESSAGE, startedAt: STARTED_AT, state: 'deleting', isRemoved: true },
    ],
    [
      'removed it',
      createPost('posting', { startedAt: STARTED_AT, approved: true }),
      { kind: 'removed', message: MESSAGE },
      { ...before, ...MESSAGE, approved: true, state: 'deleted-by-user' },
    ],
    [
      'undid the removal',
      createPost('deleted-by-user', THREAD_MESSAGE),
      { kind: 'restored' },
      { ...before, state: 'withdrawn', contentHash: '', generation: 3 },
    ],
    [
      'skipped it, and then wanted it posted',
      createPost('declined'),
      { kind: 'unskipped' },
      { ...before, state: 'ignored', approved: true },
    ],
  ]

  test.each(table)('%s', (_, post, change, remembered) => expect(changePost(post, change)).toEqual(remembered))
})

describe('a post that a person removed', () => {
  const plans = { feed: createFeed(), linkedAt: 0, now: NOW, preference: createSharePreference({ mode: 'auto' }) }
  const activities = fc.constantFrom(undefined, createActivity(), createActivity({ name: 'Renamed' }))
  /** The possible results of a deletion, and of a plan to do nothing. */
  const results = fc.record({
    delete: fc.constantFrom<PostResult>(
      { kind: 'deleting' },
      { kind: 'deleting', reason: 'hidden' },
      { kind: 'deleted' },
    ),
    nothing: fc.constantFrom<PostResult>({ kind: 'checked' }, { kind: 'undecided' }),
  })

  test('is never reposted by later plans, and an undo brings it back with a new nonce', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(activities, results)), fc.boolean(), (later, isInterrupted) => {
        const kind = isInterrupted ? 'removing' : 'removed'
        let post: Post | undefined = changePost(createPost('posted', MESSAGE), { kind, message: MESSAGE })
        for (const [activity, result] of later) {
          const action = post?.state === 'deleting' ? 'delete' : 'nothing'
          expect(planPost({ ...plans, activity, post, contentHash: 'new' }).action).toBe(action)
          post = next(post, result[action])
          expect(['deleting', 'deleted-by-user']).toContain(post?.state)
        }
        const back = changePost(post as Post, { kind: 'restored' })
        expect(back.generation).toBe(3)
        expect(planPost({ ...plans, activity: createActivity(), post: back, contentHash: 'new' }).action).toBe('post')
      }),
    )
  })
})
