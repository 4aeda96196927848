import { describe, expect, test } from 'vitest'
import {
  admit,
  type CircuitState,
  CLOSED_CIRCUIT,
  recordFailure,
  releaseProbe,
  trip,
} from '../../src/strava/circuit-breaker/circuit-state.ts'

const NOW = Date.UTC(2026, 10, 22, 7, 30)
const SECOND = 1000
const MINUTE = 60 * SECOND

const event = { isInteractive: false }
const fails = (circuit: CircuitState, now: number, source?: string) => recordFailure(circuit, { source, now })
const down = [0, 1, 2].reduce((circuit, second) => fails(circuit, NOW + second * SECOND), CLOSED_CIRCUIT)
const BEGAN = NOW + 2 * SECOND
const goes = (circuit: CircuitState, now: number, isInteractive = false) =>
  admit(circuit, { isInteractive, now }).admission.kind === 'go'

/** A call that fails. */
const triesInVain = (circuit: CircuitState, now: number, source?: string) =>
  fails(admit(circuit, { ...event, now }).circuit, now, source)

describe('Strava', () => {
  test('is called while it works and after one or two failures', () => {
    const one = fails(CLOSED_CIRCUIT, NOW)
    expect([CLOSED_CIRCUIT, one, fails(one, NOW)].map((circuit) => goes(circuit, NOW))).toEqual([true, true, true])
  })

  test('is not called for five seconds after three failures in a row', () => {
    expect(goes(down, BEGAN + 4999)).toBe(false)
    expect(goes(down, BEGAN + 5000)).toBe(true)
  })

  test('is not down after failures that are far apart', () => {
    const circuit = [0, 3, 6, 9].reduce((before, minute) => fails(before, NOW + minute * MINUTE), CLOSED_CIRCUIT)
    expect(circuit.open).toBeUndefined()
  })

  test('is probed by one caller at a time; others check again soon', () => {
    const { circuit, admission } = admit(down, { ...event, now: BEGAN + 5000 })
    expect(admission).toEqual({ kind: 'go' })
    expect(admit(circuit, { ...event, now: BEGAN + 5001 }).admission).toEqual({
      kind: 'wait',
      reason: 'down',
      since: BEGAN,
      until: BEGAN + 6001,
    })
  })

  test('is probed by the next caller if the first died during its probe', () => {
    const { circuit } = admit(down, { ...event, now: BEGAN + 5000 })
    expect(goes(circuit, BEGAN + 25_000)).toBe(true)
  })

  test('is probed by the next caller at once if the first could not make the call', () => {
    const { circuit } = admit(down, { ...event, now: BEGAN + 5000 })
    expect(goes(releaseProbe(circuit), BEGAN + 5001)).toBe(true)
    expect(releaseProbe(CLOSED_CIRCUIT)).toEqual(CLOSED_CIRCUIT)
  })

  test('is probed less and less often, down to every two minutes', () => {
    let circuit = down
    const pauses: number[] = []
    for (let tries = 0; tries < 8; tries += 1) {
      const now = circuit.open?.until ?? 0
      circuit = triesInVain(circuit, now)
      pauses.push(((circuit.open?.until ?? 0) - now) / SECOND)
    }
    expect(pauses).toEqual([10, 20, 40, 80, 120, 120, 120, 120])
    expect(circuit.open?.since).toBe(BEGAN)
  })

  test('is not considered down for longer because of calls in progress when the outage began', () => {
    expect(fails(down, BEGAN + 100)).toEqual(down)
  })
})

describe('a permanently broken activity', () => {
  test('is not an outage, however often it is read', () => {
    const circuit = [0, 1, 2, 3, 4].reduce(
      (before, second) => fails(before, NOW + second * SECOND, '17'),
      CLOSED_CIRCUIT,
    )
    expect(circuit.open).toBeUndefined()
  })

  test('is part of an outage if others fail too', () => {
    const circuit = ['17', '18', '19'].reduce((before, source) => fails(before, NOW, source), CLOSED_CIRCUIT)
    expect(circuit.open?.reason).toBe('down')
  })

  test('decides nothing as a probe: the next caller probes at once', () => {
    const circuit = triesInVain(down, BEGAN + 5000, '17')
    expect(circuit.open?.until).toBe(down.open?.until)
    expect(goes(circuit, BEGAN + 5001)).toBe(true)
  })

  test('decides together with other failures', () => {
    const circuit = ['17', '18', '19'].reduce((before, source) => triesInVain(before, BEGAN + 5000, source), down)
    expect(goes(circuit, BEGAN + 5001)).toBe(false)
  })
})

describe('an application that Strava deactivated', () => {
  const off = trip(CLOSED_CIRCUIT, NOW)

  test('is probed every quarter of an hour by background jobs, and by every command', () => {
    expect(goes(off, NOW + 14 * MINUTE)).toBe(false)
    expect(goes(off, NOW + 15 * MINUTE)).toBe(true)
    expect(goes(off, NOW + 1, true)).toBe(true)
  })

  test('counts as inactive from when that was first seen', () => {
    expect(trip(off, NOW + MINUTE).open).toMatchObject({ since: NOW, until: NOW + 16 * MINUTE })
  })
})
