import { beforeEach, describe, expect, test } from 'vitest'
import type { Channel, DiscordMessage } from '../../sandbox/discord/index.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { changeFeed } from '../support/change-feed.ts'
import { catchUp } from '../support/interrupted-post.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const HOUR = 3600_000
const run = { ...activityFixtures.paceThatRoundsUp, gps: false }

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

let club: Channel

beforeEach(() => {
  club = testEnv.guild.addChannel({ name: 'club' })
})

const postsIn = (channel: Channel) => channel.messages().map((message) => message.text())
const countIn = (channel: Channel, name: string) => postsIn(channel).filter((text) => text.includes(name)).length
/** How many posts about an activity the old and the new channel have. */
const countInBoth = (name: string) => [countIn(testEnv.channel, name), countIn(club, name)]
const list = () => testEnv.readReply(testEnv.admin, '/strava-admin feed list')

async function openFeed(channel: Channel): Promise<DiscordMessage> {
  const panel = await testEnv.runCommand(testEnv.admin, '/strava-admin settings')
  return testEnv.admin.selectOptions(panel, 'feed-open:feed', [channel.id]).waitForReply()
}

async function move(from: Channel, to: Channel): Promise<DiscordMessage> {
  const panel = await openFeed(from)
  return testEnv.admin.selectOptions(panel, `feed-move:${from.id}`, [to.id]).waitForReply()
}

/** A feed in #activities with settings of its own, a member, and a post there. */
async function addMemberWithPost(share: 'auto' | 'ask' = 'auto', options = 'sports:runs units:imperial') {
  await testEnv.addFeed({ options })
  const member = await testEnv.addMember('ana', { share })
  const activity = member.athlete.createActivity({ ...run, name: 'Round the pond' })
  await testEnv.waitUntilIdle()
  return { ...member, activity }
}

describe('a feed that an admin moves to another channel', () => {
  test('keeps its settings, and new activities are posted there', async () => {
    const { athlete } = await addMemberWithPost()
    const answer = await move(testEnv.channel, club)
    expect(answer.text(testEnv.admin)).toContain('Moved from #activities to #club. Existing posts stay in #activities.')
    expect(await list()).toContain('#club: All runs · miles')
    expect(await list()).not.toContain('#activities')
    athlete.createActivity({ ...run, name: 'After the move' })
    await testEnv.waitUntilIdle()
    expect(countInBoth('After the move')).toEqual([0, 1])
    expect(countInBoth('Round the pond')).toEqual([1, 0])
  })

  test('posts late an activity that ended before the move, because the feed keeps its start time', async () => {
    const { athlete } = await addMemberWithPost()
    testEnv.clock.advance(3 * HOUR)
    await testEnv.runDelayedJobs()
    await move(testEnv.channel, club)
    athlete.createActivity({ ...run, name: 'Uploaded late', start_date: new Date(testEnv.clock.now() - 2 * HOUR) })
    await testEnv.waitUntilIdle()
    expect(countInBoth('Uploaded late')).toEqual([0, 1])
  })

  test('still edits and deletes its posts in the old channel, and posts none of them again', async () => {
    const { activity } = await addMemberWithPost()
    await move(testEnv.channel, club)
    activity.rename('Round the lake')
    await testEnv.waitUntilIdle()
    expect(countInBoth('Round the lake')).toEqual([1, 0])
    activity.delete()
    await testEnv.waitUntilIdle()
    expect(countInBoth('Round the lake')).toEqual([0, 0])
  })

  test('deletes a post when its activity is hidden, and posts it in the new channel when it is public again', async () => {
    const { activity } = await addMemberWithPost()
    await move(testEnv.channel, club)
    activity.setVisibility('only_me')
    await testEnv.waitUntilIdle()
    expect(countInBoth('Round the pond')).toEqual([0, 0])
    activity.setVisibility('everyone')
    await testEnv.waitUntilIdle()
    expect(countInBoth('Round the pond')).toEqual([0, 1])
    activity.rename('Round the lake')
    await testEnv.waitUntilIdle()
    expect(countInBoth('Round the lake')).toEqual([0, 1])
  })

  test('is not read again by every catch-up', async () => {
    await addMemberWithPost()
    await move(testEnv.channel, club)
    await catchUp(testEnv)
    const reads = testEnv.strava.requests.filter(({ path }) => path.includes('/activities/')).length
    await catchUp(testEnv)
    expect(testEnv.strava.requests.filter(({ path }) => path.includes('/activities/'))).toHaveLength(reads)
    expect(countInBoth('Round the pond')).toEqual([1, 0])
  })

  test('posts in the new channel when the member was asked before the move', async () => {
    const { who } = await addMemberWithPost('ask')
    await move(testEnv.channel, club)
    const [question] = who.directMessages()
    const answer = await who.clickButton(question as DiscordMessage, 'Post it').waitForReply()
    expect(answer.text(who)).toContain('#club')
    await testEnv.waitUntilIdle()
    expect(countInBoth('Round the pond')).toEqual([0, 1])
  })

  test('counts posts of the day in both channels for its daily limit', async () => {
    const { athlete } = await addMemberWithPost()
    const limits = await testEnv.admin.clickButton(await openFeed(testEnv.channel), 'Limits').waitForReply()
    await testEnv.admin.selectOptions(limits, `feed-set:limit:${testEnv.channel.id}`, ['1']).waitForReply()
    athlete.createActivity({ ...run, name: 'First that counts' })
    await testEnv.waitUntilIdle()
    await move(testEnv.channel, club)
    athlete.createActivity({ ...run, name: 'Second that counts' })
    await testEnv.waitUntilIdle()
    expect(countInBoth('First that counts')).toEqual([1, 0])
    expect(countInBoth('Second that counts')).toEqual([0, 0])
  })

  describe('with a daily limit', () => {
    const linesIn = (channel: Channel) => postsIn(channel).flatMap((text) => /\d+ more .*/.exec(text)?.[0] ?? [])
    const lines = () => [testEnv.channel, club].flatMap(linesIn)

    /** Of two activities, the second is over the limit when the feed moves. */
    async function startOverLimit() {
      await testEnv.addFeed()
      await changeFeed(testEnv, { maxPostsPerDay: 1 })
      const { athlete, who } = await testEnv.addMember('ana', { share: 'auto' })
      athlete.createActivity({ ...run, name: 'First' })
      await testEnv.waitUntilIdle()
      const second = athlete.createActivity({ ...run, name: 'Second' })
      await testEnv.waitUntilIdle()
      await move(testEnv.channel, club)
      return { who, athlete, second }
    }
    const endDay = () => testEnv.runDelayedJobsNamed('post-over-limit')

    test("doesn't report an activity as not posted if it was posted after the move", async () => {
      const { second } = await startOverLimit()
      await changeFeed(testEnv, { maxPostsPerDay: 2 }, club)
      second.rename('Second of two')
      await testEnv.waitUntilIdle()
      expect(countInBoth('Second of two')).toEqual([0, 1])
      await endDay()
      expect(lines()).toEqual([])
    })

    test('counts an activity only once if it is over the limit before and after the move', async () => {
      const { second } = await startOverLimit()
      second.rename('Second of two')
      await testEnv.waitUntilIdle()
      await endDay()
      expect(lines()).toEqual(["1 more activity wasn't posted, because of this channel's daily limit."])
    })

    test("doesn't count an activity that is hidden after the move", async () => {
      const { second } = await startOverLimit()
      second.setVisibility('only_me')
      await testEnv.waitUntilIdle()
      await endDay()
      expect(lines()).toEqual([])
    })

    test('leaves the activities of the old channel to a feed that is added there', async () => {
      await startOverLimit()
      await testEnv.addFeedByCommand()
      await endDay()
      expect([linesIn(testEnv.channel), linesIn(club)]).toEqual([[expect.stringMatching(/^1 more/)], []])
    })
  })

  test('moves back with Undo, and posts nothing twice', async () => {
    const { athlete, activity } = await addMemberWithPost()
    const answer = await move(testEnv.channel, club)
    const second = athlete.createActivity({ ...run, name: 'In the club' })
    await testEnv.waitUntilIdle()
    const undone = await testEnv.admin.clickButton(answer, 'Undo').waitForReply()
    expect(undone.text(testEnv.admin)).toContain('Moved from #club to #activities')
    activity.rename('Round the lake')
    second.rename('Still in the club')
    athlete.createActivity({ ...run, name: 'Back home' })
    await testEnv.waitUntilIdle()
    expect([countInBoth('Round the lake'), countInBoth('Still in the club'), countInBoth('Back home')]).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
    ])
  })

  test('leaves the old channel free for another feed', async () => {
    const { athlete } = await addMemberWithPost()
    await move(testEnv.channel, club)
    await testEnv.addFeedByCommand()
    athlete.createActivity({ ...run, name: 'In both' })
    await testEnv.waitUntilIdle()
    expect(countInBoth('In both')).toEqual([1, 1])
    expect(countInBoth('Round the pond')[0]).toBe(1)
  })

  test('stays where it is if the other channel has a feed, or the bot may not post there', async () => {
    await addMemberWithPost()
    await testEnv.addFeed({ channel: club, runIn: testEnv.channel })
    expect((await move(testEnv.channel, club)).text(testEnv.admin)).toContain('#club already has a feed')
    const closed = testEnv.guild.addChannel({ name: 'closed' })
    testEnv.discord.denyPermission(closed, 'SendMessages')
    expect((await move(testEnv.channel, closed)).text(testEnv.admin)).toContain('Send Messages')
    expect(await list()).toContain('#activities: All runs · miles')
    expect(await list()).not.toContain('#closed')
  })

  test('stays where it is if an earlier feed of its channel has moved to the other one', async () => {
    await addMemberWithPost()
    await move(testEnv.channel, club)
    await testEnv.addFeedByCommand()
    expect((await move(testEnv.channel, club)).text(testEnv.admin)).toContain('#club already has a feed')
    expect(await list()).toContain('#activities')
  })

  test('that was paused resumes in the new channel, with the waiting posts', async () => {
    const { athlete } = await addMemberWithPost()
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    athlete.createActivity({ ...run, name: 'Has to wait' })
    await testEnv.waitUntilIdle()
    await move(testEnv.channel, club)
    await testEnv.runDelayedJobs()
    expect(countInBoth('Has to wait')).toEqual([0, 1])
  })
})
