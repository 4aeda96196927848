import { afterEach, describe, expect, test } from 'vitest'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

let testEnv: TestEnv

afterEach(async () => {
  testEnv.discord.endOutage()
  await testEnv.close()
  testEnv.expectNoComplaints()
})

/** The status of `/readyz`, and whether the gateway is connected. */
async function readiness() {
  const response = await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)
  const { gateway } = (await response.json()) as { gateway: boolean }
  return { status: response.status, gateway }
}

const READY = { status: 200, gateway: true }
const NOT_READY = { status: 503, gateway: false }

describe('the program', () => {
  test('becomes ready once Discord is back, if it starts while Discord is down', async () => {
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

  test('is not ready after its connection to Discord is closed, until it reconnects', async () => {
    testEnv = await createTestEnv()
    await expect.poll(readiness).toEqual(READY)
    testEnv.discord.startOutage()
    testEnv.discord.invalidateSessions()
    await expect.poll(readiness).toEqual(NOT_READY)
    testEnv.discord.endOutage()
    await expect.poll(readiness).toEqual(READY)
    expect(await testEnv.readReply(testEnv.addPerson('ana'), '/strava help')).toContain('/strava recent')
  })

  test('resumes the session after a dropped connection', async () => {
    testEnv = await createTestEnv()
    const person = testEnv.addPerson('ana')
    testEnv.discord.dropGatewayConnections()
    const interaction = person.runCommand(testEnv.channel, '/strava help')
    expect((await interaction.waitForReply()).text(person)).toContain('/strava recent')
    expect(testEnv.discord.sessions).toMatchObject({ identifies: 1, resumes: 1 })
    await expect.poll(readiness).toEqual(READY)
  })
})
