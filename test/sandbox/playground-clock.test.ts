import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { createPlaygroundClock } from '../../sandbox/playground/clock/playground-clock.ts'

const HOUR_MS = 3_600_000

/** Replies to its parent with the times that its clock gives. */
const PROGRAM = `
const look = () => ({
  now: Date.now(), made: new Date().getTime(), said: Date(), epoch: new Date(0).getTime(), day: new Date(2026, 0, 2).getDate(),
  isDate: new Date() instanceof Date && new Date().constructor === Date && new (class extends Date {})() instanceof Date,
  utc: Date.UTC(1970, 0, 1), parsed: Date.parse('1970-01-01T00:00:01Z'), uptime: performance.now(),
})
process.on('message', ({ look: asked }) => asked && process.send({ seen: look() }))
process.channel.ref()`

interface Seen {
  now: number
  made: number
  said: string
  uptime: number
}

let child: ReturnType<typeof start> | undefined
afterEach(() => void child?.kill())

function start(aheadMs = 0) {
  const module = new URL(createPlaygroundClock().module)
  module.searchParams.set('ahead', String(aheadMs))
  return spawn(process.execPath, ['--import', module.href, '--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

async function request(message: object): Promise<unknown> {
  const reply = once(child as NonNullable<typeof child>, 'message')
  child?.send(message)
  return (await reply)[0]
}

const readClock = async () => ((await request({ look: true })) as { seen: Seen }).seen

const isNear = (moment: number, aheadMs: number) => Math.abs(moment - Date.now() - aheadMs) < 5000

describe('a program that follows the clock of the playground', () => {
  test('starts with the time of the machine, and moves ahead when its parent sends it a new time', async () => {
    child = start()
    expect(isNear((await readClock()).now, 0)).toBe(true)
    expect(await request({ aheadMs: 6 * HOUR_MS })).toEqual({ aheadMs: 6 * HOUR_MS })
    const seen = await readClock()
    expect(isNear(seen.now, 6 * HOUR_MS)).toBe(true)
    expect(isNear(seen.made, 6 * HOUR_MS)).toBe(true)
    expect(isNear(Date.parse(seen.said), 6 * HOUR_MS)).toBe(true)
    expect(seen.uptime).toBeLessThan(60_000)
  })

  test('is still ahead after a restart', async () => {
    child = start(24 * HOUR_MS)
    expect(isNear((await readClock()).now, 24 * HOUR_MS)).toBe(true)
  })

  test('keeps all features of Date', async () => {
    child = start(HOUR_MS)
    expect(await readClock()).toMatchObject({ epoch: 0, day: 2, isDate: true, utc: 0, parsed: 1000 })
  })

  test('ends when nothing else keeps it running', async () => {
    const module = new URL(createPlaygroundClock().module)
    child = spawn(process.execPath, ['--import', module.href, '--eval', '0'], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

test('the clock has the time of the machine until it is set forward', () => {
  const clock = createPlaygroundClock()
  expect(isNear(clock.now(), 0)).toBe(true)
  clock.advance(HOUR_MS)
  clock.advance(HOUR_MS)
  expect(clock.aheadMs()).toBe(2 * HOUR_MS)
  expect(isNear(clock.now(), 2 * HOUR_MS)).toBe(true)
})
