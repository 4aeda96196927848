import { afterEach, describe, expect, test } from 'vitest'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

let testEnv: TestEnv

afterEach(async () => {
  testEnv.discord.endOutage()
  await testEnv.close()
  testEnv.expectNoComplaints()
})

/** What `/readyz` answers: its status, and whether the connection to Discord is up. */
async function readiness() {
  const response = await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)
  const { gateway } = (await response.json()) as { gateway: boolean }
  return { status: response.status, gateway }
}

const READY = { status: 200, gateway: true }
const NOT_READY = { status: 503, gateway: false }

describe('the program', () => {
  test('that starts while Discord is away is not ready, and is when Discord is back', async () => {
    testEnv = await createTestEnv({ start: false })
    testEnv.discord.startOutage('drop')
    await testEnv.start()
    await testEnv.discord.waitForRequest(({ path }) => path === '/gateway/bot', 'the first try to connect')
    expect(await readiness()).toEqual(NOT_READY)
    testEnv.discord.endOutage()
    await expect.poll(readiness, { timeout: 8000 }).toEqual(READY)
    await testEnv.discord.waitForCommands()
    expect(await testEnv.readReply(testEnv.addPerson('ana'), '/strava help')).toContain('/strava recent')
  })

  test('whose connection to Discord is gone is not ready until it has another one', async () => {
    testEnv = await createTestEnv()
    await expect.poll(readiness).toEqual(READY)
    testEnv.discord.startOutage()
    testEnv.discord.invalidateSessions()
    await expect.poll(readiness, { timeout: 5000, interval: 10 }).toEqual(NOT_READY)
    testEnv.discord.endOutage()
    await expect.poll(readiness, { timeout: 10_000 }).toEqual(READY)
    expect(await testEnv.readReply(testEnv.addPerson('ana'), '/strava help')).toContain('/strava recent')
  })

  test('whose connection to Discord drops goes on where it was by itself', async () => {
    testEnv = await createTestEnv()
    const who = testEnv.addPerson('ana')
    testEnv.discord.dropGatewayConnections()
    const interaction = who.runCommand(testEnv.channel, '/strava help')
    expect((await interaction.waitForReply()).text(who)).toContain('/strava recent')
    expect(testEnv.discord.sessions).toMatchObject({ identifies: 1, resumes: 1 })
    await expect.poll(readiness, { timeout: 5000 }).toEqual(READY)
  })
})
