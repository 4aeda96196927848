import { expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { startRedisServer } from '../../sandbox/redis-server.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

const createActivities = ({ clock }: TestEnv) =>
  recentActivities([{ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the lake' }], clock.now())

const addAna = () => testEnv.addMember('ana', { share: 'auto', activities: createActivities(testEnv) })

const chooseVisibility = async (who: Person, value: 'everyone' | 'me') => {
  const panel = await testEnv.runCommand(who, '/strava settings')
  return who.selectOptions(panel, 'settings-set:all::answers', [value]).waitForReply()
}

const isPrivate = async (who: Person, line: string) => {
  const answer = await testEnv.runCommand(who, line)
  return answer.ephemeralFor === who
}

test('with "only me", answers are private unless the command says otherwise, even after a restart', async () => {
  const { who: ana, athlete } = await addAna()
  const [activity] = athlete.activities()
  const lines = ['/strava recent', '/strava stats', `/strava activity activity:${activity?.id}`]
  for (const line of lines) expect([line, await isPrivate(ana, line)]).toEqual([line, false])
  expect((await chooseVisibility(ana, 'me')).text(ana)).toContain('Answers to your commands: only me')
  await testEnv.restart()
  for (const line of lines) {
    expect([line, await isPrivate(ana, line)]).toEqual([line, true])
    expect([line, await isPrivate(ana, `${line} private:false`)]).toEqual([line, false])
  }
  await chooseVisibility(ana, 'everyone')
  for (const line of lines) {
    expect([line, await isPrivate(ana, line)]).toEqual([line, false])
    expect([line, await isPrivate(ana, `${line} private:true`)]).toEqual([line, true])
  }
})

test("the choice only applies to the member's own commands, and is deleted when they disconnect", async () => {
  const { who: ana } = await addAna()
  const bo = testEnv.addPerson('bo')
  await chooseVisibility(ana, 'me')
  expect(await isPrivate(bo, '/strava recent member:@ana')).toBe(false)
  const question = await testEnv.runCommand(ana, '/strava unlink')
  await ana.clickButton(question, 'Disconnect').waitForReply()
  expect(await testEnv.readReply(ana, '/strava privacy')).toContain('Nothing is stored about you')
})

test('if the database is too slow to say who should see an answer, only the requester sees it', async () => {
  const redis = await startRedisServer()
  const other = await createTestEnv({ redisUrl: redis.url })
  try {
    const { who: ana } = await other.addMember('ana', { share: 'auto', activities: createActivities(other) })
    redis.suspend()
    const interaction = ana.runCommand(other.channel, '/strava recent')
    await interaction.waitForResponse(2000)
    redis.resume()
    expect(interaction.ephemeral).toBe(true)
    expect((await interaction.waitForReply()).text(ana)).toContain('Round the lake')
  } finally {
    redis.resume()
    await other.close()
    await redis.close()
  }
})
