import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

let testEnv: TestEnv

beforeEach(async () => {
  testEnv = await createTestEnv({ start: false })
})
afterEach(() => testEnv.close())

interface Readiness {
  status: number
  body: Record<string, unknown>
}

const readReadiness = async (host = '127.0.0.1'): Promise<Readiness | undefined> => {
  const response = await fetch(`http://${host}:${testEnv.port}/readyz`).catch(() => undefined)
  return response && { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** Polls every few milliseconds. `responses` has what was received; before the first and after the last, nothing listens on the port. */
function startPolling() {
  const responses: Readiness[] = []
  let isPolling = true
  const ended = (async () => {
    while (isPolling) {
      const readiness = await readReadiness()
      if (readiness) responses.push(readiness)
      await pause(2)
    }
  })()
  return {
    responses,
    async stop() {
      isPolling = false
      await ended
    },
  }
}

const CHECKS = { bot: 'gateway', worker: 'worker', web: 'web' }
type RoleName = keyof typeof CHECKS
const COMBINATIONS: RoleName[][] = [
  ['bot'],
  ['worker'],
  ['web'],
  ['bot', 'worker'],
  ['bot', 'web'],
  ['worker', 'web'],
  ['bot', 'worker', 'web'],
]

describe('/readyz', () => {
  test.each(COMBINATIONS.map((roles) => [roles.join(','), roles] as const))(
    'with RUN=%s names all parts from the first response on, and is 200 only while all of them are up',
    async (run, roles) => {
      const polling = startPolling()
      await testEnv.start({ RUN: run })
      await expect.poll(() => polling.responses.at(-1)?.status, { interval: 5 }).toBe(200)
      const countWhenReady = polling.responses.length
      const stopped = testEnv.stop()
      const countBeforeStop = polling.responses.length
      await stopped
      await polling.stop()

      const names = ['redis', 'encryptionKey', ...roles.map((role) => CHECKS[role])]
      for (const { status, body } of polling.responses) {
        const { status: state, ...parts } = body
        expect(Object.keys(parts).sort()).toEqual([...names].sort())
        expect(status === 200).toBe(state === 'ready')
        if (status === 200) expect(Object.values(parts)).toEqual(names.map(() => true))
      }
      expect(polling.responses.slice(0, countWhenReady).some(({ status }) => status === 503) || run === 'web').toBe(
        true,
      )
      // One request may have been in flight when the program was told to stop.
      expect(polling.responses.slice(countBeforeStop + 1).filter(({ status }) => status === 200)).toEqual([])
    },
  )

  test('is not 200 before Discord has the commands, however long that takes', async () => {
    const isRegistration = ({ path }: { path: string }) => path.endsWith('/commands')
    testEnv.discord.failNext(1, { status: 503 }, isRegistration)
    const polling = startPolling()
    await testEnv.start()
    await testEnv.discord.waitUntilReady()
    await testEnv.discord.waitForRequest(isRegistration, 'the first try to register')
    await expect
      .poll(() => polling.responses.at(-1)?.body)
      .toEqual({
        status: 'not ready',
        redis: true,
        encryptionKey: true,
        worker: true,
        web: true,
        gateway: false,
      })
    await testEnv.discord.waitForCommands()
    await expect.poll(() => polling.responses.at(-1)?.status).toBe(200)
    await polling.stop()
    const firstReady = polling.responses.findIndex(({ status }) => status === 200)
    expect(polling.responses.slice(0, firstReady).every(({ status }) => status === 503)).toBe(true)
  })
})

describe('HOST', () => {
  test('not set: only this machine reaches the pages, the metrics and the readiness', async () => {
    await testEnv.start()
    expect(await readReadiness()).toBeDefined()
    expect(await readReadiness('127.0.0.2')).toBeUndefined()
  })

  test('0.0.0.0: every address of the machine is served', async () => {
    await testEnv.start({ HOST: '0.0.0.0' })
    expect(await readReadiness()).toBeDefined()
    expect(await readReadiness('127.0.0.2')).toBeDefined()
  })
})
