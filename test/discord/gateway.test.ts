import { afterEach, describe, expect, test } from 'vitest'
import { type Club, openClub } from '../support/club.ts'

let club: Club

afterEach(async () => {
  club.discord.comesBack()
  await club.close()
  club.expectNoComplaints()
})

/** What `/readyz` answers: its status, and whether the connection to Discord is up. */
async function readiness() {
  const response = await fetch(`http://127.0.0.1:${club.port}/readyz`)
  const { gateway } = (await response.json()) as { gateway: boolean }
  return { status: response.status, gateway }
}

const READY = { status: 200, gateway: true }
const NOT_READY = { status: 503, gateway: false }

describe('the program', () => {
  test('that starts while Discord is away is not ready, and is when Discord is back', async () => {
    club = await openClub({ start: false })
    club.discord.goesDown('drop')
    await club.start()
    await club.discord.waitFor(({ path }) => path === '/gateway/bot', 'the first try to connect')
    expect(await readiness()).toEqual(NOT_READY)
    club.discord.comesBack()
    await expect.poll(readiness, { timeout: 8000 }).toEqual(READY)
    await club.discord.commandsRegistered()
    expect(await club.reads(club.person('ana'), '/strava help')).toContain('/strava recent')
  })

  test('whose connection to Discord is gone is not ready until it has another one', async () => {
    club = await openClub()
    await expect.poll(readiness).toEqual(READY)
    club.discord.goesDown()
    club.discord.invalidatesSession()
    await expect.poll(readiness, { timeout: 5000, interval: 10 }).toEqual(NOT_READY)
    club.discord.comesBack()
    await expect.poll(readiness, { timeout: 10_000 }).toEqual(READY)
    expect(await club.reads(club.person('ana'), '/strava help')).toContain('/strava recent')
  })

  test('whose connection to Discord drops goes on where it was by itself', async () => {
    club = await openClub()
    const who = club.person('ana')
    club.discord.dropsGateway()
    const interaction = who.runs(club.channel, '/strava help')
    expect((await interaction.answered()).text(who)).toContain('/strava recent')
    expect(club.discord.sessions).toMatchObject({ identifies: 1, resumes: 1 })
    await expect.poll(readiness, { timeout: 5000 }).toEqual(READY)
  })
})
