import { expect } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { countFailedJobs } from './count-failed-jobs.ts'
import type { TestEnv } from './test-env.ts'

const run = { ...activityFixtures.paceThatRoundsUp, gps: false }

/**
 * A member who has used everything: posts in a channel and in a forum, a question, feeds of their own, answers, and jobs that failed, that
 * wait for a retry, and that wait for Strava's next rate limit window. `otherChannel` is in another server.
 */
export async function addActiveMember(testEnv: TestEnv) {
  const otherChannel = testEnv.discord.addGuild({ name: 'Other Wheelers' }).addChannel({ name: 'asking' })
  const { who, athlete } = await testEnv.connectMember('ana', { share: 'auto' })
  testEnv.guild.join(who, { permissions: ['ManageGuild'] })
  otherChannel.guild?.join(who, { permissions: ['ManageGuild'] })
  const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
  for (const [channel, line] of [
    [testEnv.channel, '/strava-admin feed add channel:#activities'],
    [testEnv.channel, `/strava-admin feed add channel:#${forum.name}`],
    [otherChannel, '/strava-admin feed add channel:#asking'],
    [otherChannel, '/strava share mode:ask'],
    [testEnv.channel, '/strava units system:imperial'],
  ] as const) {
    await who.runCommand(channel, line).waitForReply()
  }
  athlete.createActivity({ ...run, name: 'Posted' })
  await testEnv.waitUntilIdle()
  expect(testEnv.channel.messages().filter((message) => message.text().includes('Posted'))).toHaveLength(1)
  expect(who.directMessages()).toHaveLength(1)

  await who.requestAutocomplete(testEnv.channel, '/strava activity activity:Po')
  await who.runCommand(testEnv.channel, '/strava recent').waitForReply()
  await who.runCommand(testEnv.channel, '/strava stats').waitForReply()

  const isPost = ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && path === `/channels/${testEnv.channel.id}/messages`
  testEnv.discord.failNext(1, { code: 50035, status: 400 }, isPost)
  athlete.createActivity({ ...run, name: 'Refused by Discord' })
  await expect.poll(() => countFailedJobs(testEnv.redisUrl)).toBe(1)
  testEnv.strava.failNext(1, '500', { kind: 'read' })
  athlete.createActivity({ ...run, name: 'Broken on Strava' })
  await testEnv.waitUntilIdle()
  testEnv.strava.failNext(1, '429', { kind: 'read' })
  athlete.createActivity({ ...run, name: 'Has to wait' })
  await testEnv.waitUntilIdle()
  return { who, athlete, otherChannel, ids: [who.id, athlete.id, ...athlete.activities().map(({ id }) => String(id))] }
}
