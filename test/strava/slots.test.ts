import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acquireSlot, type Priority, type Slot } from '../../src/strava/rate-limiter/slots.ts'
import {
  clockToleranceOf,
  INITIAL_RATE_LIMITS,
  markExhausted,
  type RateLimitState,
  readRateLimits,
  recordUsage,
  type Usage,
  windowEnd,
  windowStart,
} from '../../src/strava/rate-limiter/usage.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const windowLengths = { quarter: 15 * MINUTE, day: 24 * 60 * MINUTE }
const MARGIN = clockToleranceOf(windowLengths)

/** A quarter hour begins. */
const BEGIN = Date.UTC(2026, 10, 22, 7, 30) + MARGIN
const at = (seconds: number) => BEGIN + seconds * SECOND

/** A rate limiter and its clock, as one process after the other asks it. */
function createDesk(limit = 100, day = 100_000) {
  const limits: Usage = { quarter: { overall: 2 * limit, read: limit }, day: { overall: 2 * day, read: day } }
  let state: RateLimitState = { ...INITIAL_RATE_LIMITS, limits }
  return {
    limits,
    state: () => state,
    ask(priority: Priority, now: number, reservedFor?: number, deadline?: number): Slot {
      const { state: after, slot } = acquireSlot(state, { priority, reservedFor, deadline, now, windowLengths })
      state = after
      return slot
    },
    asks(count: number, priority: Priority, now: number): Slot[] {
      return Array.from({ length: count }, () => this.ask(priority, now))
    },
    hears(used: Usage, now: number, madeAt = now, said = limits) {
      state = recordUsage(state, { limits: said, used, madeAt, now, windowLengths })
    },
    isRefused(now: number, windowName: 'quarter' | 'day' = 'quarter') {
      state = markExhausted(state, { windowName, now, windowLengths })
    },
    used: (now: number) => readRateLimits(state, now, windowLengths).used.quarter.read,
  }
}

const now = (places: Slot[]) => places.filter(({ kind }) => kind === 'now').length
const moments = (places: Slot[]) => places.flatMap((slot) => (slot.kind === 'later' ? [slot.at] : []))
const windowsOf = (places: Slot[]) => {
  const counts = new Map<number, number>()
  for (const moment of moments(places)) {
    const index = Math.floor((moment - BEGIN) / windowLengths.quarter)
    counts.set(index, (counts.get(index) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}

describe('people who wait', () => {
  test('get every slot of a quarter hour but the last fifth, which events and removals have', () => {
    const desk = createDesk()
    expect(now(desk.asks(100, 'interactive', at(10)))).toBe(80)
    expect(desk.ask('interactive', at(10)).kind).toBe('later')
    expect(now(desk.asks(15, 'event', at(11)))).toBe(15)
    expect(now(desk.asks(10, 'removal', at(12)))).toBe(5)
    expect(desk.ask('interactive', at(13)).kind).toBe('later')
  })

  test('get every slot of a day but the last fifth', () => {
    const desk = createDesk(100_000, 1000)
    const morning = Date.UTC(2026, 10, 22) + MARGIN
    expect(now(desk.asks(2000, 'interactive', morning))).toBe(800)
    expect(now(desk.asks(300, 'event', morning))).toBe(200)
  })

  test('leave the last fifth also where others than this program used the rest', () => {
    const desk = createDesk()
    const used = { overall: 80, read: 80 }
    desk.hears({ quarter: used, day: used }, at(1))
    expect(desk.ask('interactive', at(2)).kind).toBe('later')
    expect(now(desk.asks(30, 'event', at(2)))).toBe(20)
  })

  test('find a share of them free after any number of events, when it begins and to its end', () => {
    const early = createDesk()
    expect(now(early.asks(1000, 'event', at(0)))).toBe(80)
    expect(now(early.asks(30, 'interactive', at(1)))).toBe(20)

    const late = createDesk()
    expect(now(late.asks(1000, 'event', at(899)))).toBe(97)
    expect(now(late.asks(10, 'interactive', at(899)))).toBe(3)
  })

  test('wait for the next quarter hour when this one is used up, each with a slot of their own, first come first', () => {
    const desk = createDesk()
    desk.asks(100, 'interactive', at(10))
    const waiting = desk.asks(30, 'interactive', at(20))
    expect(windowsOf(waiting)).toEqual({ 1: 30 })
    const times = moments(waiting)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(new Set(times).size).toBe(30)
    expect(Math.max(...times) - at(900)).toBeLessThan(10 * SECOND)
    // Those who come first then, and have not waited, leave them their slots, and those of the twenty before them.
    expect(now(desk.asks(100, 'interactive', at(900)))).toBe(30)
    expect(times.map((moment) => desk.ask('interactive', moment, moment).kind)).toEqual(times.map(() => 'now'))
  })

  test('who could not be answered in time book nothing, and leave the slot to others', () => {
    const desk = createDesk()
    desk.asks(80, 'interactive', at(10))
    expect(desk.ask('interactive', at(20), undefined, at(880))).toMatchObject({ kind: 'later', reserved: false })
    expect(readRateLimits(desk.state(), at(20), windowLengths).reserved).toBe(0)
  })

  test('come before events whose slots are reserved; those move on', () => {
    const desk = createDesk()
    const reserved = moments(desk.asks(300, 'event', at(899)))
    const second = reserved.filter((moment) => moment < at(1800))
    expect(second).toHaveLength(97)
    expect(now(desk.asks(100, 'interactive', at(901)))).toBe(80)
    const came = second.map((moment) => desk.ask('event', moment, moment))
    expect(now(came)).toBe(20)
    expect(came.slice(20).every((slot) => slot.kind === 'later' && slot.reserved)).toBe(true)
    expect(Math.min(...moments(came))).toBeGreaterThan(at(1800))
  })
})

describe('events', () => {
  test('that find no slot book one, and have it when they come back', () => {
    const desk = createDesk()
    const places = desk.asks(1000, 'event', at(0))
    expect(now(places)).toBe(80)
    expect(windowsOf(places)).toEqual({ 0: 17, 1: 97, 2: 97, 3: 97, 4: 97, 5: 97, 6: 97, 7: 97, 8: 97, 9: 97, 10: 30 })
    for (const moment of moments(places)) expect(desk.ask('event', moment, moment)).toEqual({ kind: 'now' })
  })

  test('come in the order in which they asked, and spread over the quarter hour', () => {
    const desk = createDesk()
    const times = moments(desk.asks(500, 'event', at(0)))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    const inThirdOfAMinute = (begin: number) => times.filter((one) => one >= begin && one < begin + 20 * SECOND).length
    for (let begin = at(900); begin < at(2700); begin += 20 * SECOND) expect(inThirdOfAMinute(begin)).toBeLessThan(5)
  })

  test('that come back too early are told the same moment, and book nothing more', () => {
    const desk = createDesk()
    const [moment] = moments(desk.asks(81, 'event', at(0)))
    const before = desk.state()
    expect(desk.ask('event', (moment as number) - 100, moment)).toEqual({ kind: 'later', at: moment, reserved: true })
    expect(desk.state()).toEqual(before)
  })

  test('that come back when their window is over ask anew, and the slots in it are free again for the day', () => {
    const desk = createDesk(100, 200)
    const moment = moments(desk.asks(81, 'event', at(0)))[0] as number
    expect(desk.ask('event', moment + windowLengths.quarter, moment)).toEqual({ kind: 'now' })
    expect(readRateLimits(desk.state(), moment + windowLengths.quarter, windowLengths)).toMatchObject({ reserved: 0 })
    expect(Object.values(desk.state().windows.day)).toMatchObject([{ interactive: 0, reservedByJobs: 0, read: 81 }])
  })

  test('leave people a share of the day as well', () => {
    const desk = createDesk(100_000, 1000)
    const morning = Date.UTC(2026, 10, 22) + MARGIN
    expect(now(desk.asks(2000, 'event', morning))).toBe(800)
    expect(now(desk.asks(300, 'interactive', morning))).toBe(200)
  })

  test('whose day is used up are put off until the next one', () => {
    const desk = createDesk(100, 100)
    desk.asks(80, 'interactive', at(0))
    desk.asks(20, 'event', at(0))
    const [moment] = moments([desk.ask('event', at(1))])
    expect(moment).toBeGreaterThanOrEqual(Date.UTC(2026, 10, 23))
    expect(moment).toBeLessThan(Date.UTC(2026, 10, 23, 0, 16))
  })
})

describe('background reads', () => {
  test('leave half of each quarter hour', () => {
    const desk = createDesk()
    const places = desk.asks(120, 'background', at(0))
    expect(now(places)).toBe(50)
    expect(windowsOf(places)).toEqual({ 1: 50, 2: 20 })
    expect(now(desk.asks(40, 'event', at(900)))).toBe(30)
  })
})

describe('what Strava says', () => {
  const used = (overall: number, read: number): Usage => ({ quarter: { overall, read }, day: { overall, read } })

  test('is believed where it is more than we counted, and where it is less it is not', () => {
    const desk = createDesk()
    desk.asks(10, 'interactive', at(0))
    desk.hears(used(40, 40), at(1))
    expect(desk.used(at(1))).toBe(40)
    desk.hears(used(12, 12), at(2))
    expect(desk.used(at(2))).toBe(40)
    expect(now(desk.asks(100, 'interactive', at(3)))).toBe(40)
  })

  test('about all calls counts as well as about reads', () => {
    const desk = createDesk()
    desk.hears(used(175, 20), at(1))
    expect(now(desk.asks(100, 'interactive', at(3)))).toBe(5)
  })

  test('about a window that is over says nothing about this one', () => {
    const desk = createDesk()
    desk.hears(used(100, 100), at(901), at(899))
    expect(now(desk.asks(200, 'interactive', at(902)))).toBe(80)
  })

  test('about its limits holds from then on', () => {
    const desk = createDesk()
    const limits: Usage = { quarter: { overall: 600, read: 300 }, day: { overall: 6000, read: 3000 } }
    desk.hears(used(1, 1), at(0), at(0), limits)
    expect(now(desk.asks(1000, 'interactive', at(1)))).toBe(239)
  })

  test.each([
    ['quarter', BEGIN + windowLengths.quarter],
    ['day', Date.UTC(2026, 10, 23) + MARGIN],
  ] as const)('with a refusal closes the %s for everybody, and people first go on after it', (windowName, end) => {
    const desk = createDesk()
    desk.isRefused(at(5), windowName)
    expect(desk.ask('interactive', at(6))).toMatchObject({ kind: 'later', at: end })
    expect(moments([desk.ask('event', at(6))])[0]).toBeGreaterThanOrEqual(end)
    expect(desk.ask('interactive', end + 1, end)).toEqual({ kind: 'now' })
  })
})

test('a window counts from a moment after it began: clocks differ', () => {
  expect(MARGIN).toBe(1000)
  expect(windowStart('quarter', Date.UTC(2026, 10, 22, 7, 45, 0, 999), windowLengths)).toBe(BEGIN)
  expect(windowEnd('quarter', Date.UTC(2026, 10, 22, 7, 45, 0, 999), windowLengths)).toBe(BEGIN + windowLengths.quarter)
  expect(windowStart('quarter', Date.UTC(2026, 10, 22, 7, 45, 1), windowLengths)).toBe(BEGIN + windowLengths.quarter)
})

test('where nothing is ever allowed, the next window is asked again', () => {
  const desk = createDesk(0, 0)
  for (const priority of ['interactive', 'removal', 'event', 'background'] as const) {
    expect(desk.ask(priority, at(10))).toEqual({ kind: 'later', at: at(900), reserved: false })
  }
})

describe('whoever asks whenever', () => {
  const priority = fc.constantFrom<Priority>('interactive', 'removal', 'event', 'background')
  const question = fc.record({
    priority,
    wait: fc.oneof({ weight: 5, arbitrary: fc.nat(3 * SECOND) }, fc.nat(20 * MINUTE)),
    heard: fc.option(fc.nat(60), { freq: 4, nil: undefined }),
  })

  /** Lets everybody ask, and come back for their slots, and answers when calls were made. */
  function play(
    limit: number,
    day: number,
    questions: { priority: Priority; wait: number; heard: number | undefined }[],
  ) {
    const desk = createDesk(limit, day)
    const calls: { at: number; priority: Priority; delays: number }[] = []
    const waiting: { at: number; priority: Priority; delays: number }[] = []
    let time = BEGIN
    const ask = (priority: Priority, delays: number, reservedFor?: number) => {
      const slot = desk.ask(priority, time, reservedFor)
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
        ask(next.priority, next.delays, next.at)
      }
      time = Math.max(time, moment)
    }
    for (const { priority, wait, heard } of questions) {
      runUntil(time + wait)
      const slot = ask(priority, 0)
      if (slot.kind === 'later') expect(slot.at).toBeGreaterThan(time)
      if (heard !== undefined) {
        const said = Math.min(heard, limit)
        desk.hears({ quarter: { overall: said, read: said }, day: { overall: said, read: said } }, time)
      }
    }
    return { calls, waiting, desk, runUntil, time: () => time }
  }

  test('no window is ever given out beyond its limit, nor is a day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 150 }),
        fc.array(question, { maxLength: 200 }),
        (limit, day, questions) => {
          const { calls, runUntil, time } = play(limit, day, questions)
          runUntil(time() + 2 * windowLengths.day)
          for (const [windowName, most] of [
            ['quarter', limit],
            ['day', day],
          ] as const) {
            const counts = new Map<number, number>()
            for (const call of calls) {
              const start = windowStart(windowName, call.at, windowLengths)
              counts.set(start, (counts.get(start) ?? 0) + 1)
            }
            expect(Math.max(0, ...counts.values())).toBeLessThanOrEqual(most)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('people never take the last fifth of a window', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 40 }), fc.array(question, { maxLength: 200 }), (limit, questions) => {
        const { calls, runUntil, time } = play(limit, 1_000_000, questions)
        runUntil(time() + windowLengths.day)
        const people = new Map<number, number>()
        for (const call of calls.filter(({ priority }) => priority === 'interactive')) {
          const start = windowStart('quarter', call.at, windowLengths)
          people.set(start, (people.get(start) ?? 0) + 1)
        }
        expect(Math.max(0, ...people.values())).toBeLessThanOrEqual(limit - Math.floor(limit / 5))
      }),
      { numRuns: 100 },
    )
  })

  test('everybody gets a slot in the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), fc.array(question, { maxLength: 120 }), (limit, questions) => {
        const { calls, waiting, runUntil, time } = play(limit, 1_000_000, questions)
        runUntil(time() + 3 * windowLengths.day)
        expect(waiting).toEqual([])
        expect(calls).toHaveLength(questions.length)
      }),
      { numRuns: 100 },
    )
  })

  test('events alone are put off once at most', () => {
    const events = fc.array(
      fc.record({ priority: fc.constant<Priority>('event'), wait: fc.nat(5 * SECOND), heard: fc.constant(undefined) }),
      {
        maxLength: 300,
      },
    )
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), events, (limit, questions) => {
        const { calls, runUntil, time } = play(limit, 1_000_000, questions)
        runUntil(time() + 3 * windowLengths.day)
        expect(Math.max(0, ...calls.map(({ delays }) => delays))).toBeLessThanOrEqual(1)
      }),
      { numRuns: 100 },
    )
  })
})
