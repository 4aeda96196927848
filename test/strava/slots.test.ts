import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clockToleranceOf, windowEnd, windowStart } from '../../src/core/rate-limit-windows.ts'
import { acquireSlot, type Priority, type Slot } from '../../src/strava/rate-limiter/slots.ts'
import {
  INITIAL_RATE_LIMITS,
  markExhausted,
  type RateLimitState,
  readRateLimits,
  recordUsage,
  type Usage,
} from '../../src/strava/rate-limiter/usage.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const windowLengths = { quarter: 15 * MINUTE, day: 24 * 60 * MINUTE }
const MARGIN = clockToleranceOf(windowLengths)

/** The start of a quarter hour. */
const BEGIN = Date.UTC(2026, 10, 22, 7, 30) + MARGIN
const at = (seconds: number) => BEGIN + seconds * SECOND

/** A rate limiter with a clock, called by one process after the other. */
function createLimiter(limit = 100, day = 100_000) {
  const limits: Usage = { quarter: { overall: 2 * limit, read: limit }, day: { overall: 2 * day, read: day } }
  let state: RateLimitState = { ...INITIAL_RATE_LIMITS, limits }
  return {
    limits,
    state: () => state,
    acquire(priority: Priority, now: number, reservedFor?: number, deadline?: number): Slot {
      const { state: after, slot } = acquireSlot(state, { priority, reservedFor, deadline, now, windowLengths })
      state = after
      return slot
    },
    acquireMany(count: number, priority: Priority, now: number): Slot[] {
      return Array.from({ length: count }, () => this.acquire(priority, now))
    },
    receiveUsage(used: Usage, now: number, madeAt = now, reportedLimits = limits, stravaNow = now) {
      state = recordUsage(state, { limits: reportedLimits, used, madeAt, now, stravaNow, windowLengths })
    },
    recordRefusal(now: number, windowName: 'quarter' | 'day' = 'quarter', stravaNow = now) {
      state = markExhausted(state, { windowName, now, stravaNow, windowLengths })
    },
    used: (now: number) => readRateLimits(state, now, windowLengths).used.quarter.read,
  }
}

const countGranted = (slots: Slot[]) => slots.filter(({ kind }) => kind === 'now').length
const retryTimes = (slots: Slot[]) => slots.flatMap((slot) => (slot.kind === 'later' ? [slot.at] : []))
const windowsOf = (slots: Slot[]) => {
  const counts = new Map<number, number>()
  for (const moment of retryTimes(slots)) {
    const index = Math.floor((moment - BEGIN) / windowLengths.quarter)
    counts.set(index, (counts.get(index) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}

describe('interactive calls', () => {
  test('get all slots of a quarter hour except the last fifth, which is for events and removals', () => {
    const limiter = createLimiter()
    expect(countGranted(limiter.acquireMany(100, 'interactive', at(10)))).toBe(80)
    expect(limiter.acquire('interactive', at(10)).kind).toBe('later')
    expect(countGranted(limiter.acquireMany(15, 'event', at(11)))).toBe(15)
    expect(countGranted(limiter.acquireMany(10, 'removal', at(12)))).toBe(5)
    expect(limiter.acquire('interactive', at(13)).kind).toBe('later')
  })

  test('get all slots of a day except the last fifth', () => {
    const limiter = createLimiter(100_000, 1000)
    const morning = Date.UTC(2026, 10, 22) + MARGIN
    expect(countGranted(limiter.acquireMany(2000, 'interactive', morning))).toBe(800)
    expect(countGranted(limiter.acquireMany(300, 'event', morning))).toBe(200)
  })

  test('leave the last fifth even if other programs used the rest', () => {
    const limiter = createLimiter()
    const used = { overall: 80, read: 80 }
    limiter.receiveUsage({ quarter: used, day: used }, at(1))
    expect(limiter.acquire('interactive', at(2)).kind).toBe('later')
    expect(countGranted(limiter.acquireMany(30, 'event', at(2)))).toBe(20)
  })

  test('find a free share after any number of events, from the start to the end of a window', () => {
    const early = createLimiter()
    expect(countGranted(early.acquireMany(1000, 'event', at(0)))).toBe(80)
    expect(countGranted(early.acquireMany(30, 'interactive', at(1)))).toBe(20)

    const late = createLimiter()
    expect(countGranted(late.acquireMany(1000, 'event', at(899)))).toBe(97)
    expect(countGranted(late.acquireMany(10, 'interactive', at(899)))).toBe(3)
  })

  test('wait for the next quarter hour if this one is used up, in order and each with its own slot', () => {
    const limiter = createLimiter()
    limiter.acquireMany(100, 'interactive', at(10))
    const waiting = limiter.acquireMany(30, 'interactive', at(20))
    expect(windowsOf(waiting)).toEqual({ 1: 30 })
    const times = retryTimes(waiting)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(new Set(times).size).toBe(30)
    expect(Math.max(...times) - at(900)).toBeLessThan(10 * SECOND)
    // New calls then leave these slots, and those of the twenty before them, to the waiting ones.
    expect(countGranted(limiter.acquireMany(100, 'interactive', at(900)))).toBe(30)
    expect(times.map((moment) => limiter.acquire('interactive', moment, moment).kind)).toEqual(times.map(() => 'now'))
  })

  test('that could not be answered in time reserve nothing and leave the slot to others', () => {
    const limiter = createLimiter()
    limiter.acquireMany(80, 'interactive', at(10))
    expect(limiter.acquire('interactive', at(20), undefined, at(880))).toMatchObject({ kind: 'later', reserved: false })
    expect(readRateLimits(limiter.state(), at(20), windowLengths).reserved).toBe(0)
  })

  test('go before events with reserved slots, which move to later ones', () => {
    const limiter = createLimiter()
    const reserved = retryTimes(limiter.acquireMany(300, 'event', at(899)))
    const second = reserved.filter((moment) => moment < at(1800))
    expect(second).toHaveLength(97)
    expect(countGranted(limiter.acquireMany(100, 'interactive', at(901)))).toBe(80)
    const returned = second.map((moment) => limiter.acquire('event', moment, moment))
    expect(countGranted(returned)).toBe(20)
    expect(returned.slice(20).every((slot) => slot.kind === 'later' && slot.reserved)).toBe(true)
    expect(Math.min(...retryTimes(returned))).toBeGreaterThan(at(1800))
  })
})

describe('events', () => {
  test('that find no slot reserve one and get it when they come back', () => {
    const limiter = createLimiter()
    const slots = limiter.acquireMany(1000, 'event', at(0))
    expect(countGranted(slots)).toBe(80)
    expect(windowsOf(slots)).toEqual({ 0: 17, 1: 97, 2: 97, 3: 97, 4: 97, 5: 97, 6: 97, 7: 97, 8: 97, 9: 97, 10: 30 })
    for (const moment of retryTimes(slots)) expect(limiter.acquire('event', moment, moment)).toEqual({ kind: 'now' })
  })

  test('run in the order of their requests, spread over the quarter hour', () => {
    const limiter = createLimiter()
    const times = retryTimes(limiter.acquireMany(500, 'event', at(0)))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    const callsIn20Seconds = (windowBegin: number) =>
      times.filter((callTime) => callTime >= windowBegin && callTime < windowBegin + 20 * SECOND).length
    for (let windowBegin = at(900); windowBegin < at(2700); windowBegin += 20 * SECOND)
      expect(callsIn20Seconds(windowBegin)).toBeLessThan(5)
  })

  test('that come back too early get the same time and reserve nothing more', () => {
    const limiter = createLimiter()
    const [moment] = retryTimes(limiter.acquireMany(81, 'event', at(0)))
    const before = limiter.state()
    expect(limiter.acquire('event', (moment as number) - 100, moment)).toEqual({
      kind: 'later',
      at: moment,
      reserved: true,
    })
    expect(limiter.state()).toEqual(before)
  })

  test('that come back after their window ask again, and its slots count as free for the day', () => {
    const limiter = createLimiter(100, 200)
    const moment = retryTimes(limiter.acquireMany(81, 'event', at(0)))[0] as number
    expect(limiter.acquire('event', moment + windowLengths.quarter, moment)).toEqual({ kind: 'now' })
    expect(readRateLimits(limiter.state(), moment + windowLengths.quarter, windowLengths)).toMatchObject({
      reserved: 0,
    })
    expect(Object.values(limiter.state().windows.day)).toMatchObject([
      { reservedByCommands: 0, reservedByBackground: 0, read: 81 },
    ])
  })

  test('leave a share of the day to interactive calls too', () => {
    const limiter = createLimiter(100_000, 1000)
    const morning = Date.UTC(2026, 10, 22) + MARGIN
    expect(countGranted(limiter.acquireMany(2000, 'event', morning))).toBe(800)
    expect(countGranted(limiter.acquireMany(300, 'interactive', morning))).toBe(200)
  })

  test('wait for the next day if this one is used up', () => {
    const limiter = createLimiter(100, 100)
    limiter.acquireMany(80, 'interactive', at(0))
    limiter.acquireMany(20, 'event', at(0))
    const [moment] = retryTimes([limiter.acquire('event', at(1))])
    expect(moment).toBeGreaterThanOrEqual(Date.UTC(2026, 10, 23))
    expect(moment).toBeLessThan(Date.UTC(2026, 10, 23, 0, 16))
  })
})

describe('background reads', () => {
  test('leave half of each quarter hour', () => {
    const limiter = createLimiter()
    const slots = limiter.acquireMany(120, 'background', at(0))
    expect(countGranted(slots)).toBe(50)
    expect(windowsOf(slots)).toEqual({ 1: 50, 2: 20 })
    expect(countGranted(limiter.acquireMany(40, 'event', at(900)))).toBe(30)
  })
})

describe('usage reported by Strava', () => {
  const used = (overall: number, read: number): Usage => ({ quarter: { overall, read }, day: { overall, read } })

  test('counts if it is higher than ours, and not if it is lower', () => {
    const limiter = createLimiter()
    limiter.acquireMany(10, 'interactive', at(0))
    limiter.receiveUsage(used(40, 40), at(1))
    expect(limiter.used(at(1))).toBe(40)
    limiter.receiveUsage(used(12, 12), at(2))
    expect(limiter.used(at(2))).toBe(40)
    expect(countGranted(limiter.acquireMany(100, 'interactive', at(3)))).toBe(40)
  })

  test('for all calls counts as well as for reads', () => {
    const limiter = createLimiter()
    limiter.receiveUsage(used(175, 20), at(1))
    expect(countGranted(limiter.acquireMany(100, 'interactive', at(3)))).toBe(5)
  })

  test('for a past window does not affect the current one', () => {
    const limiter = createLimiter()
    limiter.receiveUsage(used(100, 100), at(901), at(899))
    expect(countGranted(limiter.acquireMany(200, 'interactive', at(902)))).toBe(80)
  })

  test('with new limits applies from then on', () => {
    const limiter = createLimiter()
    const limits: Usage = { quarter: { overall: 600, read: 300 }, day: { overall: 6000, read: 3000 } }
    limiter.receiveUsage(used(1, 1), at(0), at(0), limits)
    expect(countGranted(limiter.acquireMany(1000, 'interactive', at(1)))).toBe(239)
  })

  test.each([
    ['quarter', BEGIN + windowLengths.quarter],
    ['day', Date.UTC(2026, 10, 23) + MARGIN],
  ] as const)('with a refusal closes the %s, and interactive calls go first after it', (windowName, end) => {
    const limiter = createLimiter()
    limiter.recordRefusal(at(5), windowName)
    expect(limiter.acquire('interactive', at(6))).toMatchObject({ kind: 'later', at: end })
    expect(retryTimes([limiter.acquire('event', at(6))])[0]).toBeGreaterThanOrEqual(end)
    expect(limiter.acquire('interactive', end + 1, end)).toEqual({ kind: 'now' })
  })
})

describe('a clock that is 20 seconds ahead', () => {
  const midnight = Date.UTC(2026, 10, 23) + MARGIN
  const [early, stravaNow] = [midnight + SECOND, midnight - 19 * SECOND]

  test('does not count usage from before midnight in the new day', () => {
    const limiter = createLimiter(100, 1000)
    const used: Usage = { quarter: { overall: 95, read: 95 }, day: { overall: 990, read: 990 } }
    limiter.receiveUsage(used, early, early, limiter.limits, stravaNow)
    expect(countGranted(limiter.acquireMany(80, 'interactive', early + 1))).toBe(80)
    expect(countGranted(limiter.acquireMany(80, 'interactive', midnight + 16 * MINUTE))).toBe(80)
  })

  test.each(['quarter', 'day'] as const)(
    'waits for the end of the %s by Strava’s clock after a refusal',
    (windowName) => {
      const limiter = createLimiter()
      limiter.recordRefusal(early, windowName, stravaNow)
      const open = early + 19 * SECOND
      for (const priority of ['interactive', 'removal', 'event', 'background'] as const) {
        const slot = limiter.acquire(priority, early)
        expect(slot).toMatchObject({ kind: 'later', reserved: true })
        expect(retryTimes([slot])[0]).toBeGreaterThanOrEqual(open)
        expect(limiter.acquire(priority, open + MINUTE, retryTimes([slot])[0])).toEqual({ kind: 'now' })
      }
      expect(retryTimes([limiter.acquire('interactive', early)])).toEqual([open])
    },
  )
})

test('a window counts as started a little late, because clocks differ', () => {
  expect(MARGIN).toBe(1000)
  expect(windowStart('quarter', Date.UTC(2026, 10, 22, 7, 45, 0, 999), windowLengths)).toBe(BEGIN)
  expect(windowEnd('quarter', Date.UTC(2026, 10, 22, 7, 45, 0, 999), windowLengths)).toBe(BEGIN + windowLengths.quarter)
  expect(windowStart('quarter', Date.UTC(2026, 10, 22, 7, 45, 1), windowLengths)).toBe(BEGIN + windowLengths.quarter)
})

test('if the limit is zero, every call is delayed to the next window', () => {
  const limiter = createLimiter(0, 0)
  for (const priority of ['interactive', 'removal', 'event', 'background'] as const) {
    expect(limiter.acquire(priority, at(10))).toEqual({ kind: 'later', at: at(900), reserved: false })
  }
})

describe('callers of any priority at any time', () => {
  const priority = fc.constantFrom<Priority>('interactive', 'removal', 'event', 'background')
  const request = fc.record({
    priority,
    wait: fc.oneof({ weight: 5, arbitrary: fc.nat(3 * SECOND) }, fc.nat(20 * MINUTE)),
    reportedUsage: fc.option(fc.nat(60), { freq: 4, nil: undefined }),
  })

  /** Lets all callers ask and come back for their slots. Returns when calls were made. */
  function simulate(
    limit: number,
    day: number,
    requests: { priority: Priority; wait: number; reportedUsage: number | undefined }[],
  ) {
    const limiter = createLimiter(limit, day)
    const calls: { at: number; priority: Priority; delays: number }[] = []
    const waiting: { at: number; priority: Priority; delays: number }[] = []
    let time = BEGIN
    const acquire = (priority: Priority, delays: number, reservedFor?: number) => {
      const slot = limiter.acquire(priority, time, reservedFor)
      if (slot.kind === 'now') calls.push({ at: time, priority, delays })
      else waiting.push({ at: slot.at, priority, delays: delays + 1 })
      return slot
    }
    const runUntil = (moment: number) => {
      for (;;) {
        waiting.sort((a, b) => a.at - b.at)
        const next = waiting[0]
        if (!next || next.at > moment) break
        waiting.shift()
        time = Math.max(time, next.at)
        acquire(next.priority, next.delays, next.at)
      }
      time = Math.max(time, moment)
    }
    for (const { priority, wait, reportedUsage } of requests) {
      runUntil(time + wait)
      const slot = acquire(priority, 0)
      if (slot.kind === 'later') expect(slot.at).toBeGreaterThan(time)
      if (reportedUsage !== undefined) {
        const reportedCalls = Math.min(reportedUsage, limit)
        limiter.receiveUsage(
          {
            quarter: { overall: reportedCalls, read: reportedCalls },
            day: { overall: reportedCalls, read: reportedCalls },
          },
          time,
        )
      }
    }
    return { calls, waiting, limiter, runUntil, time: () => time }
  }

  test('never exceed the limit of a window or a day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 150 }),
        fc.array(request, { maxLength: 200 }),
        (limit, day, requests) => {
          const { calls, runUntil, time } = simulate(limit, day, requests)
          runUntil(time() + 2 * windowLengths.day)
          for (const [windowName, max] of [
            ['quarter', limit],
            ['day', day],
          ] as const) {
            const counts = new Map<number, number>()
            for (const call of calls) {
              const start = windowStart(windowName, call.at, windowLengths)
              counts.set(start, (counts.get(start) ?? 0) + 1)
            }
            expect(Math.max(0, ...counts.values())).toBeLessThanOrEqual(max)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('never use the last fifth of a window if they are interactive', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 40 }), fc.array(request, { maxLength: 200 }), (limit, requests) => {
        const { calls, runUntil, time } = simulate(limit, 1_000_000, requests)
        runUntil(time() + windowLengths.day)
        const interactiveCalls = new Map<number, number>()
        for (const call of calls.filter(({ priority }) => priority === 'interactive')) {
          const start = windowStart('quarter', call.at, windowLengths)
          interactiveCalls.set(start, (interactiveCalls.get(start) ?? 0) + 1)
        }
        expect(Math.max(0, ...interactiveCalls.values())).toBeLessThanOrEqual(limit - Math.floor(limit / 5))
      }),
      { numRuns: 100 },
    )
  })

  test('all get a slot eventually', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), fc.array(request, { maxLength: 120 }), (limit, requests) => {
        const { calls, waiting, runUntil, time } = simulate(limit, 1_000_000, requests)
        runUntil(time() + 3 * windowLengths.day)
        expect(waiting).toEqual([])
        expect(calls).toHaveLength(requests.length)
      }),
      { numRuns: 100 },
    )
  })

  test('are delayed at most once if they are only events', () => {
    const events = fc.array(
      fc.record({
        priority: fc.constant<Priority>('event'),
        wait: fc.nat(5 * SECOND),
        reportedUsage: fc.constant(undefined),
      }),
      {
        maxLength: 300,
      },
    )
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), events, (limit, requests) => {
        const { calls, runUntil, time } = simulate(limit, 1_000_000, requests)
        runUntil(time() + 3 * windowLengths.day)
        expect(Math.max(0, ...calls.map(({ delays }) => delays))).toBeLessThanOrEqual(1)
      }),
      { numRuns: 100 },
    )
  })
})
