import { describe, expect, test } from 'vitest'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { type ActivityInput, activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { readPrivateNote } from '../support/private-note.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

const hiddenStats: ActivityInput = { ...activityFixtures.hiddenStats, gps: false, name: 'Round the lake' }
const followersOnly: ActivityInput = { ...activityFixtures.followersOnly, gps: false, name: 'Among friends' }

const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
const visibleMessages = () => testEnv.channel.messages().filter(({ deleted }) => !deleted)
const labels = (message: DiscordMessage) => message.buttons().map(({ label }) => label)

async function addAna(...inputs: ActivityInput[]) {
  const activities = recentActivities(inputs.length > 0 ? inputs : [hiddenStats, followersOnly], testEnv.clock.now())
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto', activities })
  return { ana: who, id: String(athlete.activities()[0]?.id) }
}

/** Each command, a text that a channel may see, and one that only the athlete may see. */
const ANSWERS = [
  { command: 'recent', line: () => '/strava recent', open: 'Round the lake', secret: 'Among friends' },
  { command: 'stats', line: () => '/strava stats', open: '1 activity', secret: '2 activities' },
  {
    command: 'activity',
    line: (id: string) => `/strava activity activity:${id}`,
    open: 'Round the lake',
    secret: ' bpm',
  },
]

describe.each(ANSWERS)('Only me under /strava $command', ({ line, open, secret }) => {
  test('removes the answer from the channel and shows it to the requester, including what only they may see', async () => {
    const { ana, id } = await addAna()
    const message = await testEnv.runCommand(ana, line(id))
    expect(message.text(ana)).toContain(open)
    expect(message.text(ana)).not.toContain(secret)
    const answer = await ana.clickButton(message, 'Only me').waitForReply()
    expect(message.deleted).toBe(true)
    expect(visibleMessages()).toEqual([])
    expect(answer.ephemeralFor).toBe(ana)
    expect(answer.text(ana)).toContain(secret)
    expect(labels(answer)).toContain('Share')
    expect(labels(answer)).not.toContain('Only me')
  })

  test('is for the requester only: others get a private error, and the answer stays', async () => {
    const { ana, id } = await addAna()
    const message = await testEnv.runCommand(ana, line(id))
    const before = [message.deleted, message.editedAt, countReads()]
    const bo = testEnv.addPerson('bo')
    const refusal = await bo.clickButton(message, 'Only me').waitForReply()
    expect(refusal.ephemeralFor).toBe(bo)
    expect(refusal.text(bo)).toContain('Run the command yourself')
    expect([message.deleted, message.editedAt, countReads()]).toEqual(before)
  })

  test('removes the answer even while Strava is down, and reports the outage privately', async () => {
    const { ana, id } = await addAna()
    const message = await testEnv.runCommand(ana, line(id))
    testEnv.clock.advance(6 * 60_000)
    testEnv.strava.startOutage()
    const note = await readPrivateNote(testEnv, ana.clickButton(message, 'Only me'))
    expect(note).toContain("Strava isn't answering")
    expect(visibleMessages()).toEqual([])
    testEnv.strava.endOutage()
  })

  test('works after a restart, and only once if the click is delivered twice', async () => {
    const { ana, id } = await addAna()
    const message = await testEnv.runCommand(ana, line(id))
    await testEnv.restart()
    const interaction = ana.clickButton(message, 'Only me')
    await interaction.waitForReply()
    testEnv.discord.replayInteraction(interaction)
    await testEnv.discord.waitForRequest(
      ({ status }) => status === 400,
      'the second delivery to be refused as acknowledged',
    )
    expect(interaction.followUps()).toHaveLength(1)
  })
})

describe.each(ANSWERS)('Share under a private /strava $command', ({ line, open, secret }) => {
  const runPrivately = (ana: Person, id: string) => testEnv.runCommand(ana, `${line(id)} private:True`)

  test('posts once what the channel may see, and can be undone', async () => {
    const { ana, id } = await addAna()
    const message = await runPrivately(ana, id)
    expect(message.text(ana)).toContain(secret)
    const post = await ana.clickButton(message, 'Share').waitForReply()
    expect(post.ephemeralFor).toBeUndefined()
    expect(post.text()).toContain(open)
    expect(post.text()).not.toContain(secret)
    expect(post.pings()).toEqual([])
    expect(labels(post)).not.toContain('Share')
    expect(await readPrivateNote(testEnv, ana.clickButton(message, 'Share'))).toContain('Already shared')
    expect(visibleMessages()).toEqual([post])
    await ana.clickButton(post, 'Only me').waitForReply()
    expect(visibleMessages()).toEqual([])
  })

  test('posts no second copy, however late it is clicked again', async () => {
    const { ana, id } = await addAna()
    const message = await runPrivately(ana, id)
    await ana.clickButton(message, 'Share').waitForReply()
    for (const hours of [1, 22, 2]) {
      testEnv.clock.advance(hours * 3600_000)
      const note = await readPrivateNote(testEnv, ana.clickButton(message, 'Share'))
      expect(note).toMatch(hours === 2 ? /Run the command again/ : /Already shared/)
    }
    expect(visibleMessages()).toHaveLength(1)
  })

  test('is refused privately if the channel may see none of it, and leaves no trace in the channel', async () => {
    const { ana, id } = await addAna(followersOnly)
    const message = await runPrivately(ana, id)
    const interaction = ana.clickButton(message, 'Share')
    expect(await readPrivateNote(testEnv, interaction)).toContain('flagged or not public on Strava')
    expect(interaction.followUps().flatMap(labels)).toEqual([])
    expect(visibleMessages()).toEqual([])
  })

  test('creates a post that is deleted when the member disconnects', async () => {
    const { ana, id } = await addAna()
    const post = await ana.clickButton(await runPrivately(ana, id), 'Share').waitForReply()
    await testEnv.unlink(ana)
    await testEnv.waitUntilIdle()
    expect(post.deleted).toBe(true)
  })
})

test('details that athletes open from their own list can be shared too', async () => {
  const { ana, id } = await addAna()
  const list = await testEnv.runCommand(ana, '/strava recent')
  const details = await ana.selectOptions(list, `recent-details:${ana.id}`, [id]).waitForReply()
  const post = await ana.clickButton(details, 'Share').waitForReply()
  expect(post.text()).toContain('Round the lake')
  expect(post.text()).not.toContain(' bpm')
})

test('answers about another member have no Only me, and the details of their activities no Share', async () => {
  const { ana, id } = await addAna()
  const bo = testEnv.addPerson('bo')
  const list = await testEnv.runCommand(bo, '/strava recent member:@ana')
  expect(labels(list)).toEqual([])
  const details = await bo.selectOptions(list, `recent-details:${ana.id}`, [id]).waitForReply()
  expect(labels(details)).toEqual([])
})
