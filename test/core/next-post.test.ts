import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changePost, nextPost, type PostChange, type PostFacts, type PostResult } from '../../src/core/next-post.ts'
import type { Post } from '../../src/core/post.ts'
import { planPost } from '../../src/core/post-rules.ts'
import { aFeed, anActivity, aSharePreference, HOUR, NOW } from './builders.ts'

const facts: PostFacts = {
  guildId: '200000000000000001',
  summaryHash: 'summary now',
  endedAt: NOW - HOUR,
  isRestricted: false,
}

/** As it was remembered before: older hashes, and a second life. */
const aPost = (state: Post['state'], more: Partial<Post> = {}): Post => ({
  ...facts,
  ...{ state, generation: 2, contentHash: 'content before', summaryHash: 'summary before' },
  ...more,
})

const SHOWN = { contentHash: 'content now' }
const MESSAGE = { messageId: '500000000000000001' }
const QUESTION = { messageId: '500000000000000002', messageChannelId: '400000000000000002' }
const THREAD_MESSAGE = { messageId: '500000000000000003', messageChannelId: '400000000000000003' }
const STARTED_AT = NOW - 60_000

const next = (post: Post | undefined, result: PostResult, more: Partial<PostFacts> = {}) =>
  nextPost(post, result, { ...facts, ...more }, NOW)

describe('what is remembered of an activity in a channel', () => {
  const first = { ...facts, generation: 1, contentHash: '' }
  const again = { ...facts, generation: 2, contentHash: 'content before' }
  const error = new Error('Discord refuses the message')

  const table: [string, Post | undefined, PostResult, Post | undefined][] = [
    [
      'nothing was to be done, for the first time',
      undefined,
      { kind: 'checked' },
      { ...first, state: 'ignored', contentHash: '' },
    ],
    [
      'nothing was to be done about a post',
      aPost('posted', MESSAGE),
      { kind: 'checked' },
      { ...again, ...MESSAGE, state: 'posted' },
    ],
    [
      'the member was asked in private',
      undefined,
      { kind: 'asked', message: QUESTION, ...SHOWN },
      { ...first, ...SHOWN, ...QUESTION, state: 'awaiting-approval' },
    ],
    [
      'the member takes no private messages',
      undefined,
      { kind: 'asked', message: undefined, ...SHOWN },
      { ...first, ...SHOWN, state: 'awaiting-approval' },
    ],
    ['the daily limit is reached', undefined, { kind: 'over-limit' }, { ...first, state: 'over-limit' }],
    ['the member deleted the question', undefined, { kind: 'declined' }, { ...first, state: 'declined' }],
    [
      'the question was withdrawn',
      aPost('awaiting-approval', QUESTION),
      { kind: 'approval-withdrawn' },
      { ...again, generation: 3, state: 'withdrawn', contentHash: '', summaryHash: '' },
    ],
    [
      'a post was begun',
      undefined,
      { kind: 'posting', ...SHOWN },
      { ...first, ...SHOWN, state: 'posting', startedAt: NOW },
    ],
    [
      'a post was begun once more',
      aPost('posting', { startedAt: STARTED_AT }),
      { kind: 'posting', ...SHOWN },
      { ...again, ...SHOWN, state: 'posting', startedAt: STARTED_AT },
    ],
    [
      'it was posted',
      undefined,
      { kind: 'posted', message: MESSAGE, ...SHOWN },
      { ...first, ...SHOWN, ...MESSAGE, state: 'posted' },
    ],
    [
      'it was posted in the second try, in a thread',
      aPost('posting', { startedAt: STARTED_AT }),
      { kind: 'posted', message: THREAD_MESSAGE, ...SHOWN },
      { ...again, ...SHOWN, ...THREAD_MESSAGE, state: 'posted' },
    ],
    [
      'it was posted with the approval of its member',
      aPost('approved', { approved: true }),
      { kind: 'posted', message: MESSAGE, ...SHOWN },
      { ...again, ...SHOWN, ...MESSAGE, approved: true, state: 'posted' },
    ],
    [
      'the post was edited',
      aPost('posted', MESSAGE),
      { kind: 'edited', ...SHOWN },
      { ...again, ...SHOWN, ...MESSAGE, state: 'posted' },
    ],
    [
      'the post showed all of it already',
      aPost('posted', MESSAGE),
      { kind: 'up-to-date' },
      { ...again, ...MESSAGE, state: 'posted' },
    ],
    [
      'somebody had deleted the post',
      aPost('posted', MESSAGE),
      { kind: 'deleted-by-user' },
      { ...again, ...MESSAGE, state: 'deleted-by-user' },
    ],
    [
      'the deletion was begun',
      aPost('posted', THREAD_MESSAGE),
      { kind: 'deleting' },
      { ...again, ...THREAD_MESSAGE, state: 'deleting' },
    ],
    [
      'the post was deleted',
      aPost('posted', { ...THREAD_MESSAGE, approved: true }),
      { kind: 'deleted' },
      { ...again, approved: true, state: 'withdrawn', contentHash: '', generation: 3 },
    ],
    [
      'an interrupted removal was continued',
      aPost('deleting', { ...MESSAGE, isRemoved: true }),
      { kind: 'deleting' },
      { ...again, ...MESSAGE, state: 'deleting', isRemoved: true },
    ],
    [
      'an interrupted removal was finished',
      aPost('deleting', { ...MESSAGE, isRemoved: true }),
      { kind: 'deleted' },
      { ...again, ...MESSAGE, state: 'deleted-by-user' },
    ],
    [
      'a post that was perhaps there was deleted',
      aPost('posting', { startedAt: STARTED_AT }),
      { kind: 'deleted' },
      { ...again, state: 'withdrawn', contentHash: '', generation: 3 },
    ],
    [
      'Discord refuses a new message',
      aPost('approved', { approved: true }),
      { kind: 'refused', error },
      { ...again, approved: true, state: 'ignored', contentHash: '' },
    ],
    [
      'Discord refuses the edit of a post',
      aPost('posted', MESSAGE),
      { kind: 'refused', error },
      { ...again, ...MESSAGE, state: 'posted' },
    ],
    [
      'Discord refuses a message that may be there',
      aPost('posting', { startedAt: STARTED_AT }),
      { kind: 'refused', error },
      { ...again, state: 'posting', startedAt: STARTED_AT },
    ],
  ]

  test.each(table)('%s', (_, post, result, remembered) => expect(next(post, result)).toEqual(remembered))
})

describe('what was remembered stays as it was', () => {
  const unchanged: [string, PostResult][] = [
    ['where nothing could be decided', { kind: 'undecided' }],
    ['where the bot may not post', { kind: 'inaccessible', reason: 'the channel is gone or hidden' }],
    ['where the member left the server', { kind: 'member-left' }],
  ]

  test.each(unchanged)('%s', (_, result) => {
    const post = aPost('approved')
    expect(next(post, result)).toBe(post)
    expect(next(undefined, result)).toBeUndefined()
  })

  test('where Strava says the same as before', () => {
    const post = aPost('ignored', { summaryHash: facts.summaryHash })
    expect(next(post, { kind: 'checked' })).toBe(post)
  })
})

describe('a post that is there only because its member chose it', () => {
  test('is known as such', () => {
    const posted = next(undefined, { kind: 'posted', message: MESSAGE, ...SHOWN }, { isRestricted: true })
    expect(posted).toMatchObject({ isRestricted: true })
  })

  test('is so until it is edited, also while it is being deleted', () => {
    const post = aPost('posted', { ...MESSAGE, isRestricted: true })
    expect(next(post, { kind: 'deleting' })).toMatchObject({ isRestricted: true })
    expect(next(post, { kind: 'edited', ...SHOWN })).toMatchObject({ isRestricted: false })
  })
})

describe('what is remembered after a person did something with a post', () => {
  const before = { ...facts, generation: 2, contentHash: 'content before', summaryHash: 'summary before' }

  const table: [string, Post, PostChange, Post][] = [
    [
      'began to remove it',
      aPost('posted', MESSAGE),
      { kind: 'removing', message: MESSAGE },
      { ...before, ...MESSAGE, state: 'deleting', isRemoved: true },
    ],
    [
      'began to remove it when its message was not known yet',
      aPost('posting', { startedAt: STARTED_AT }),
      { kind: 'removing', message: THREAD_MESSAGE },
      { ...before, ...THREAD_MESSAGE, startedAt: STARTED_AT, state: 'deleting', isRemoved: true },
    ],
    [
      'removed it',
      aPost('posting', { startedAt: STARTED_AT, approved: true }),
      { kind: 'removed', message: MESSAGE },
      { ...before, ...MESSAGE, approved: true, state: 'deleted-by-user' },
    ],
    [
      'undid the removal',
      aPost('deleted-by-user', THREAD_MESSAGE),
      { kind: 'restored' },
      { ...before, state: 'withdrawn', contentHash: '', generation: 3 },
    ],
    [
      'skipped it, and then wanted it posted',
      aPost('declined'),
      { kind: 'unskipped' },
      { ...before, state: 'ignored', approved: true },
    ],
  ]

  test.each(table)('%s', (_, post, change, remembered) => expect(changePost(post, change)).toEqual(remembered))
})

describe('what a person removed', () => {
  const plans = { feed: aFeed(), linkedAt: 0, now: NOW, preference: aSharePreference({ mode: 'auto' }) }
  const activities = fc.constantFrom(undefined, anActivity(), anActivity({ name: 'Renamed' }))
  /** What may come of a deletion, and of a plan to do nothing. */
  const results = fc.record({
    delete: fc.constantFrom<PostResult>(
      { kind: 'deleting' },
      { kind: 'deleting', reason: 'hidden' },
      { kind: 'deleted' },
    ),
    nothing: fc.constantFrom<PostResult>({ kind: 'checked' }, { kind: 'undecided' }),
  })

  test('is never posted again, whatever comes of later plans for it, and an undo brings it back with a new nonce', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(activities, results)), fc.boolean(), (later, isInterrupted) => {
        const kind = isInterrupted ? 'removing' : 'removed'
        let post: Post | undefined = changePost(aPost('posted', MESSAGE), { kind, message: MESSAGE })
        for (const [activity, result] of later) {
          const action = post?.state === 'deleting' ? 'delete' : 'nothing'
          expect(planPost({ ...plans, activity, post, contentHash: 'new' }).action).toBe(action)
          post = next(post, result[action])
          expect(['deleting', 'deleted-by-user']).toContain(post?.state)
        }
        const back = changePost(post as Post, { kind: 'restored' })
        expect(back.generation).toBe(3)
        expect(planPost({ ...plans, activity: anActivity(), post: back, contentHash: 'new' }).action).toBe('post')
      }),
    )
  })
})
