import { describe, expect, test } from 'vitest'
import { failed, NO_OUTAGE, type Outage, pass, switchedOff, untried } from '../../src/domain/outage.ts'

const NOW = Date.UTC(2026, 10, 22, 7, 30)
const SECOND = 1000
const MINUTE = 60 * SECOND

const event = { isInteractive: false }
const fails = (outage: Outage, now: number, what?: string) => failed(outage, { what, now })
const down = [0, 1, 2].reduce((outage, second) => fails(outage, NOW + second * SECOND), NO_OUTAGE)
const BEGAN = NOW + 2 * SECOND
const goes = (outage: Outage, now: number, isInteractive = false) =>
  pass(outage, { isInteractive, now }).passage.kind === 'go'

/** Somebody tries, and it fails. */
const triesInVain = (outage: Outage, now: number, what?: string) =>
  fails(pass(outage, { ...event, now }).outage, now, what)

describe('Strava', () => {
  test('is called while it works, and after one or two failures', () => {
    const one = fails(NO_OUTAGE, NOW)
    expect([NO_OUTAGE, one, fails(one, NOW)].map((outage) => goes(outage, NOW))).toEqual([true, true, true])
  })

  test('is left alone for five seconds after three failures in a row', () => {
    expect(goes(down, BEGAN + 4999)).toBe(false)
    expect(goes(down, BEGAN + 5000)).toBe(true)
  })

  test('is not away because of failures that lie far apart', () => {
    const outage = [0, 3, 6, 9].reduce((before, minute) => fails(before, NOW + minute * MINUTE), NO_OUTAGE)
    expect(outage.open).toBeUndefined()
  })

  test('is tried by one caller at a time; the others come back soon', () => {
    const { outage, passage } = pass(down, { ...event, now: BEGAN + 5000 })
    expect(passage).toEqual({ kind: 'go' })
    expect(pass(outage, { ...event, now: BEGAN + 5001 }).passage).toEqual({
      kind: 'wait',
      reason: 'down',
      since: BEGAN,
      until: BEGAN + 6001,
    })
  })

  test('is tried by the next one when the first died with its try', () => {
    const { outage } = pass(down, { ...event, now: BEGAN + 5000 })
    expect(goes(outage, BEGAN + 25_000)).toBe(true)
  })

  test('is tried by the next one at once when the first could not make the call', () => {
    const { outage } = pass(down, { ...event, now: BEGAN + 5000 })
    expect(goes(untried(outage), BEGAN + 5001)).toBe(true)
    expect(untried(NO_OUTAGE)).toEqual(NO_OUTAGE)
  })

  test('is tried ever more rarely, and every two minutes however long it lasts', () => {
    let outage = down
    const pauses: number[] = []
    for (let tries = 0; tries < 8; tries += 1) {
      const now = outage.open?.until ?? 0
      outage = triesInVain(outage, now)
      pauses.push(((outage.open?.until ?? 0) - now) / SECOND)
    }
    expect(pauses).toEqual([10, 20, 40, 80, 120, 120, 120, 120])
    expect(outage.open?.since).toBe(BEGAN)
  })

  test('is not thought to be away for longer because of calls that were under way when it began', () => {
    expect(fails(down, BEGAN + 100)).toEqual(down)
  })
})

describe('an activity that is broken for good', () => {
  test('is no outage, however often it is read', () => {
    const outage = [0, 1, 2, 3, 4].reduce((before, second) => fails(before, NOW + second * SECOND, '17'), NO_OUTAGE)
    expect(outage.open).toBeUndefined()
  })

  test('is part of one when others fail as well', () => {
    const outage = ['17', '18', '19'].reduce((before, what) => fails(before, NOW, what), NO_OUTAGE)
    expect(outage.open?.reason).toBe('down')
  })

  test('does not decide as a try: the next caller tries at once', () => {
    const outage = triesInVain(down, BEGAN + 5000, '17')
    expect(outage.open?.until).toBe(down.open?.until)
    expect(goes(outage, BEGAN + 5001)).toBe(true)
  })

  test('decides together with others', () => {
    const outage = ['17', '18', '19'].reduce((before, what) => triesInVain(before, BEGAN + 5000, what), down)
    expect(goes(outage, BEGAN + 5001)).toBe(false)
  })
})

describe('an application that Strava has switched off', () => {
  const off = switchedOff(NO_OUTAGE, NOW)

  test('is tried every quarter of an hour by the background, and by whoever asks', () => {
    expect(goes(off, NOW + 14 * MINUTE)).toBe(false)
    expect(goes(off, NOW + 15 * MINUTE)).toBe(true)
    expect(goes(off, NOW + 1, true)).toBe(true)
  })

  test('is off since it was first seen to be', () => {
    expect(switchedOff(off, NOW + MINUTE).open).toMatchObject({ since: NOW, until: NOW + 16 * MINUTE })
  })
})
