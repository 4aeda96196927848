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
const fail = (circuit: CircuitState, now: number, source?: string) => recordFailure(circuit, { source, now })
const openCircuit = [0, 1, 2].reduce((circuit, second) => fail(circuit, NOW + second * SECOND), CLOSED_CIRCUIT)
const OUTAGE_START = NOW + 2 * SECOND
const isAdmitted = (circuit: CircuitState, now: number, isInteractive = false) =>
  admit(circuit, { isInteractive, now }).admission.kind === 'go'

/** A call that fails. */
const failCall = (circuit: CircuitState, now: number, source?: string) =>
  fail(admit(circuit, { ...event, now }).circuit, now, source)

describe('Strava', () => {
  test('is called while it works and after one or two failures', () => {
    const afterOneFailure = fail(CLOSED_CIRCUIT, NOW)
    expect(
      [CLOSED_CIRCUIT, afterOneFailure, fail(afterOneFailure, NOW)].map((circuit) => isAdmitted(circuit, NOW)),
    ).toEqual([true, true, true])
  })

  test('is not called for five seconds after three failures in a row', () => {
    expect(isAdmitted(openCircuit, OUTAGE_START + 4999)).toBe(false)
    expect(isAdmitted(openCircuit, OUTAGE_START + 5000)).toBe(true)
  })

  test('is not down after failures that are far apart', () => {
    const circuit = [0, 3, 6, 9].reduce((before, minute) => fail(before, NOW + minute * MINUTE), CLOSED_CIRCUIT)
    expect(circuit.open).toBeUndefined()
  })

  test('is probed by one caller at a time; others check again soon', () => {
    const { circuit, admission } = admit(openCircuit, { ...event, now: OUTAGE_START + 5000 })
    expect(admission).toEqual({ kind: 'go' })
    expect(admit(circuit, { ...event, now: OUTAGE_START + 5001 }).admission).toEqual({
      kind: 'wait',
      reason: 'down',
      since: OUTAGE_START,
      until: OUTAGE_START + 6001,
    })
  })

  test('is probed by the next caller if the first died during its probe', () => {
    const { circuit } = admit(openCircuit, { ...event, now: OUTAGE_START + 5000 })
    expect(isAdmitted(circuit, OUTAGE_START + 25_000)).toBe(true)
  })

  test('is probed by the next caller at once if the first could not make the call', () => {
    const { circuit } = admit(openCircuit, { ...event, now: OUTAGE_START + 5000 })
    expect(isAdmitted(releaseProbe(circuit), OUTAGE_START + 5001)).toBe(true)
    expect(releaseProbe(CLOSED_CIRCUIT)).toEqual(CLOSED_CIRCUIT)
  })

  test('is probed less and less often, down to every two minutes', () => {
    let circuit = openCircuit
    const pauses: number[] = []
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const now = circuit.open?.until ?? 0
      circuit = failCall(circuit, now)
      pauses.push(((circuit.open?.until ?? 0) - now) / SECOND)
    }
    expect(pauses).toEqual([10, 20, 40, 80, 120, 120, 120, 120])
    expect(circuit.open?.since).toBe(OUTAGE_START)
  })

  test('is not considered down for longer because of calls in progress when the outage began', () => {
    expect(fail(openCircuit, OUTAGE_START + 100)).toEqual(openCircuit)
  })
})

describe('a permanently broken activity', () => {
  test('is not an outage, however often it is read', () => {
    const circuit = [0, 1, 2, 3, 4].reduce(
      (before, second) => fail(before, NOW + second * SECOND, '17'),
      CLOSED_CIRCUIT,
    )
    expect(circuit.open).toBeUndefined()
  })

  test('is part of an outage if others fail too', () => {
    const circuit = ['17', '18', '19'].reduce((before, source) => fail(before, NOW, source), CLOSED_CIRCUIT)
    expect(circuit.open?.reason).toBe('down')
  })

  test('decides nothing as a probe: the next caller probes at once', () => {
    const circuit = failCall(openCircuit, OUTAGE_START + 5000, '17')
    expect(circuit.open?.until).toBe(openCircuit.open?.until)
    expect(isAdmitted(circuit, OUTAGE_START + 5001)).toBe(true)
  })

  test('decides together with other failures', () => {
    const circuit = ['17', '18', '19'].reduce(
      (before, source) => failCall(before, OUTAGE_START + 5000, source),
      openCircuit,
    )
    expect(isAdmitted(circuit, OUTAGE_START + 5001)).toBe(false)
  })
})

describe('an application that Strava deactivated', () => {
  const inactiveCircuit = trip(CLOSED_CIRCUIT, NOW)

  test('is probed every quarter of an hour by background jobs, and by every command', () => {
    expect(isAdmitted(inactiveCircuit, NOW + 14 * MINUTE)).toBe(false)
    expect(isAdmitted(inactiveCircuit, NOW + 15 * MINUTE)).toBe(true)
    expect(isAdmitted(inactiveCircuit, NOW + 1, true)).toBe(true)
  })

  test('counts as inactive from when that was first seen', () => {
    expect(trip(inactiveCircuit, NOW + MINUTE).open).toMatchObject({ since: NOW, until: NOW + 16 * MINUTE })
  })
})
