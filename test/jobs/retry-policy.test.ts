import { describe, expect, test } from 'vitest'
import { AppError, type ErrorKind, type Retry, toAppError } from '../../src/errors.ts'
import { decideRetry, RETRY_POLICIES, type RetryDecision } from '../../src/jobs/retry-policy.ts'

const now = Date.UTC(2026, 10, 22, 7, 30)
const SECOND = 1000
const later = now + 60 * SECOND

/** All kinds: a new one has to be added here. */
const KINDS: Record<ErrorKind, 'by its retry' | 'discard' | 'shutdown'> = {
  'bad-input': 'by its retry',
  unforeseen: 'by its retry',
  'not-linked': 'by its retry',
  'not-shared': 'by its retry',
  'nothing-found': 'by its retry',
  'scope-missing': 'by its retry',
  'authorization-revoked': 'by its retry',
  'token-undecryptable': 'by its retry',
  'application-inactive': 'by its retry',
  'application-refused': 'by its retry',
  'rate-limited': 'by its retry',
  'requester-limited': 'by its retry',
  'strava-down': 'by its retry',
  'strava-refused': 'by its retry',
  'activity-broken': 'by its retry',
  'not-found': 'by its retry',
  'discord-down': 'by its retry',
  'discord-limited': 'by its retry',
  'discord-refused': 'by its retry',
  'discord-forbidden': 'by its retry',
  'thread-archived': 'by its retry',
  'tag-required': 'by its retry',
  'channel-unfit': 'by its retry',
  'too-many-threads': 'by its retry',
  'discord-gone': 'discard',
  'reply-expired': 'discard',
  'bot-refused': 'shutdown',
  'redis-unavailable': 'by its retry',
  'image-failed': 'by its retry',
}
const kinds = Object.entries(KINDS) as [ErrorKind, (typeof KINDS)[ErrorKind]][]

const RETRIES: Retry[] = [{ kind: 'never' }, { kind: 'backoff' }, { kind: 'at', at: later }]

const DEADLINES = {
  'nobody waits': undefined,
  'there is enough time': now + 600 * SECOND,
  'there is no time': now + 10 * SECOND,
  'it is too late': now - SECOND,
}

const error = (kind: ErrorKind, retry: Retry) =>
  new AppError(kind, 'invented', { userMessage: { key: 'error.unforeseen' }, retry })

/** All earlier attempts failed with the same kind. */
const repeatKind = (kind: ErrorKind, attempt: number) => Array<string>(attempt - 1).fill(kind)

/** These have no known end: the requester is told at once. */
const OUTAGES: ErrorKind[] = ['strava-down', 'application-inactive']

/** Delays after the first, second and third of four attempts, by kind. */
const BACKOFFS: Partial<Record<ErrorKind, number[]>> = {
  'activity-broken': [60, 600, 6000],
  'discord-down': [1, 4, 16],
  'discord-limited': [5, 10, 20],
}

/** The expected decision for this retry, number of attempts (of four) and deadline. */
function expectedDecision(
  kind: ErrorKind,
  retry: Retry,
  attempt: number,
  waiting: keyof typeof DEADLINES,
): RetryDecision {
  const remaining = {
    'nobody waits': Infinity,
    'there is enough time': 600,
    'there is no time': 10,
    'it is too late': -1,
  }
  const pause = (BACKOFFS[kind] ?? [1, 2, 4])[attempt - 1] ?? 0
  const isInTime = remaining[waiting] > 80
  if (kind === 'redis-unavailable' && retry.kind === 'backoff' && waiting === 'nobody waits')
    return { action: 'wait', until: now + 5 * SECOND }
  if (retry.kind === 'backoff' && attempt < 4 && remaining[waiting] > pause + 20)
    return { action: 'retry', after: pause * SECOND }
  // The retry is a minute away.
  if (retry.kind === 'at' && waiting !== 'nobody waits' && OUTAGES.includes(kind)) return { action: 'fail' }
  if (retry.kind === 'at' && isInTime) return { action: 'wait', until: retry.at }
  return { action: 'fail' }
}

describe('every kind of error × retry × attempts × deadline', () => {
  test.each(kinds)('the decision for %s: %s', (kind, meaning) => {
    for (const retry of RETRIES) {
      for (const attempt of [1, 3, 4, 5]) {
        for (const [waiting, deadline] of Object.entries(DEADLINES)) {
          const expected =
            meaning === 'by its retry'
              ? expectedDecision(kind, retry, attempt, waiting as keyof typeof DEADLINES)
              : { action: meaning }
          const decision = decideRetry(error(kind, retry), {
            attempt,
            attempts: 4,
            previousErrorKinds: repeatKind(kind, attempt),
            now,
            deadline,
            isAnswering: true,
          })
          expect(decision, `${retry.kind}, attempt ${attempt} of 4, ${waiting}`).toEqual(expected)
        }
      }
    }
  })
})

describe('edge cases', () => {
  const transient = error('strava-down', { kind: 'backoff' })

  test('the last attempt is not retried', () => {
    expect(
      decideRetry(transient, {
        attempt: 1,
        attempts: 1,
        previousErrorKinds: [],
        now,
        deadline: undefined,
        isAnswering: false,
      }),
    ).toEqual({
      action: 'fail',
    })
  })

  test.each([
    [21_001, 'retry'],
    [21_000, 'fail'],
  ] as const)('with %s ms left to reply, the decision is to %s', (remaining, decision) => {
    expect(
      decideRetry(transient, {
        attempt: 1,
        attempts: 4,
        previousErrorKinds: [],
        now,
        deadline: now + remaining,
        isAnswering: false,
      }).action,
    ).toBe(decision)
  })

  test.each([
    [20_001, 'wait'],
    [20_000, 'fail'],
  ] as const)(
    'for a rate limit that ends %s ms before the reply is due, the decision is to %s',
    (remaining, decision) => {
      const limited = error('rate-limited', { kind: 'at', at: later })
      expect(
        decideRetry(limited, {
          attempt: 1,
          attempts: 4,
          previousErrorKinds: [],
          now,
          deadline: later + remaining,
          isAnswering: false,
        }).action,
      ).toBe(decision)
    },
  )

  test('waiting for a rate limit uses up no attempt, even if none is left', () => {
    const limited = error('rate-limited', { kind: 'at', at: later })
    expect(
      decideRetry(limited, {
        attempt: 4,
        attempts: 4,
        previousErrorKinds: [],
        now,
        deadline: undefined,
        isAnswering: false,
      }),
    ).toEqual({
      action: 'wait',
      until: later,
    })
  })

  test.each([new TypeError('x is not a function'), 'thrown text', undefined, null, { odd: true }])(
    'an unforeseen error (%s) is retried, and reported if it persists',
    (thrown) => {
      const unexpected = toAppError(thrown)
      expect(unexpected.kind).toBe('unforeseen')
      expect(
        decideRetry(unexpected, {
          attempt: 1,
          attempts: 2,
          previousErrorKinds: [],
          now,
          deadline: undefined,
          isAnswering: false,
        }),
      ).toEqual({
        action: 'retry',
        after: SECOND,
      })
      expect(
        decideRetry(unexpected, {
          attempt: 2,
          attempts: 2,
          previousErrorKinds: [],
          now,
          deadline: undefined,
          isAnswering: false,
        }),
      ).toEqual({
        action: 'fail',
      })
    },
  )
})

test('the requester is told if something on Discord is gone, unless it is the reply itself', () => {
  const context = { attempt: 1, attempts: 4, previousErrorKinds: [], now, deadline: now + 600 * SECOND }
  const permanent = error('discord-gone', { kind: 'never' })
  expect(decideRetry(permanent, { ...context, isAnswering: false })).toEqual({ action: 'fail' })
  expect(decideRetry(permanent, { ...context, isAnswering: true })).toEqual({ action: 'discard' })
})

test('during an outage, the requester waits for a retry that is soon, and is told otherwise', () => {
  const decision = (at: number) =>
    decideRetry(error('strava-down', { kind: 'at', at }), {
      attempt: 1,
      attempts: 4,
      previousErrorKinds: [],
      now,
      deadline: now + 600 * SECOND,
      isAnswering: false,
    })
  expect(decision(now + 6 * SECOND)).toEqual({ action: 'wait', until: now + 6 * SECOND })
  expect(decision(now + 6001)).toEqual({ action: 'fail' })
})

describe('the delay of a retry', () => {
  const pauses = (kind: ErrorKind, attempts: number) =>
    Array.from({ length: attempts }, (_, index) => {
      const decision = decideRetry(error(kind, { kind: 'backoff' }), {
        attempt: index + 1,
        attempts,
        previousErrorKinds: repeatKind(kind, index + 1),
        now,
        deadline: undefined,
        isAnswering: false,
      })
      return decision.action === 'retry' ? decision.after / SECOND : decision.action
    })

  test('starts short and grows to a minute at most for brief failures', () => {
    expect(pauses('strava-down', 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 'fail'])
  })

  test('ends after four reads of an activity that is broken on Strava, whatever the maximum of the job', () => {
    expect(pauses('activity-broken', 8)).toEqual([60, 600, 6000, 'fail', 'fail', 'fail', 'fail', 'fail'])
  })

  test('lasts for most of an hour while Discord is down', () => {
    expect(pauses('discord-down', 8)).toEqual([1, 4, 16, 64, 256, 1024, 1800, 'fail'])
  })

  test('ignores failures of other kinds for a broken activity', () => {
    const previousErrorKinds = ['discord-down', 'redis-unavailable', 'discord-down', 'strava-down']
    const context = { attempt: 5, attempts: 8, now, deadline: undefined, isAnswering: false }
    expect(decideRetry(error('activity-broken', { kind: 'backoff' }), { ...context, previousErrorKinds })).toEqual({
      action: 'retry',
      after: 60 * SECOND,
    })
  })

  test('grows for every kind, up to a maximum', () => {
    for (const { backoff } of Object.values(RETRY_POLICIES)) {
      if (!backoff) continue
      expect(backoff.factor).toBeGreaterThan(1)
      expect(backoff.maxMs).toBeGreaterThan(backoff.firstMs)
    }
  })
})
