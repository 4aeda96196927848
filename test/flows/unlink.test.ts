import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

async function findKeys(keyPart: string): Promise<string[]> {
  const redis = new Redis(testEnv.redisUrl)
  const keys = await redis.keys('*')
  await redis.quit()
  return keys.filter((key) => key.includes(keyPart))
}

describe('/strava unlink', () => {
  test('asks once, then deletes everything, revokes access on Strava, and says so', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const question = await testEnv.runCommand(who, '/strava unlink')
    expect(question.ephemeralFor).toBe(who)
    expect(athlete.grants().length).toBe(1)

    const answer = await who.clickButton(question, 'Disconnect').waitForReply()

    expect(answer.text(who)).toContain('Your data is deleted. Your posts are being deleted.')
    expect(athlete.grants()).toEqual([])
    expect(await findKeys(`:${who.id}`)).toEqual([])
    expect(await findKeys(athlete.id)).toEqual([])
    expect(await testEnv.readReply(who, '/strava recent')).toContain('Connect Strava first')
  })

  test('changes nothing if the member cancels', async () => {
    const { who, athlete } = await testEnv.addMember('ana')
    const question = await testEnv.runCommand(who, '/strava unlink')
    const answer = await who.clickButton(question, 'Cancel').waitForReply()
    expect(answer.text(who)).toContain("You're still connected")
    expect(athlete.grants().length).toBe(1)
  })

  test('has nothing to delete for a person who is not connected', async () => {
    expect(await testEnv.readReply(testEnv.addPerson('ana'), '/strava unlink')).toContain('Nothing is stored about you')
  })

  test('tells a person who is not connected what is stored about them, and deletes it on request', async () => {
    await testEnv.addFeed()
    const chair = testEnv.admin
    await testEnv.runCommand(chair, '/strava units system:imperial')
    const question = await testEnv.runCommand(chair, '/strava unlink')
    expect(question.ephemeralFor).toBe(chair)
    expect(question.text(chair)).toContain('Settings: miles')
    expect(question.text(chair)).toContain('with the feeds that you set up as an admin')
    const cancelled = await chair.clickButton(question, 'Cancel').waitForReply()
    expect(cancelled.text(chair)).toContain('Nothing was deleted')
    expect(await findKeys(`units:${chair.id}`)).toHaveLength(1)

    const again = await testEnv.runCommand(chair, '/strava unlink')
    const answer = await chair.clickButton(again, 'Delete').waitForReply()
    expect(answer.text(chair)).toContain('Everything stored about you is deleted')
    expect(await findKeys(chair.id)).toEqual([])
    expect(await testEnv.readReply(chair, '/strava data')).toContain('Nothing is stored about you')
    expect(await testEnv.readReply(chair, '/strava unlink')).toContain('Nothing is stored about you')
    expect(await testEnv.readReply(chair, '/strava-admin feed list')).toContain('#activities')
  })

  test('of a connected admin deletes their id from the feeds that they set up, and the feeds stay', async () => {
    const { who } = await testEnv.addMember('ana')
    testEnv.guild.join(who, { permissions: ['ManageGuild'] })
    await testEnv.runCommand(who, '/strava-admin feed add channel:#activities')
    expect(await testEnv.readReply(who, '/strava unlink')).toContain('Disconnect Strava?')
    await testEnv.unlink(who)
    expect(await testEnv.readReply(who, '/strava data')).toContain('Nothing is stored about you')
    expect(await testEnv.readReply(who, '/strava-admin feed list')).toContain('#activities')
  })

  test('gives the same answer twice if it is confirmed twice', async () => {
    const { who } = await testEnv.addMember('ana')
    const question = await testEnv.runCommand(who, '/strava unlink')
    const first = who.clickButton(question, 'Disconnect')
    await first.waitForReply()
    testEnv.discord.replayInteraction(first)
    await testEnv.discord.waitForRequest(
      ({ status }) => status === 400,
      'the second delivery to be refused as acknowledged',
    )
    expect(question.text(who)).toContain('Disconnected')
  })

  test('while Strava is down deletes everything here at once, and revokes access later', async () => {
    const { who, athlete } = await testEnv.addMember('ana')
    const question = await testEnv.runCommand(who, '/strava unlink')
    testEnv.strava.startOutage()
    const answer = await who.clickButton(question, 'Disconnect').waitForReply()
    expect(answer.text(who)).toContain("I'll revoke access once Strava answers")
    expect(await findKeys(`:${who.id}`)).toEqual([])
    expect(await findKeys(`tokens:${athlete.id}`)).toEqual([])
    expect(await findKeys('revocation:')).toHaveLength(1)
    expect(await findKeys('de:revoke-authorization-')).not.toEqual([])
    testEnv.strava.endOutage()
  })

  test('and then reconnecting is not undone by the pending revocation', async () => {
    const { who, athlete } = await testEnv.addMember('ana')
    const question = await testEnv.runCommand(who, '/strava unlink')
    testEnv.strava.startOutage()
    await who.clickButton(question, 'Disconnect').waitForReply()
    testEnv.strava.endOutage()
    await testEnv.linkAccount(who, athlete)
    expect(await findKeys('revocation:')).toEqual([])
    expect(await testEnv.readReply(who, '/strava recent')).toContain('No activities yet')
  })
})
