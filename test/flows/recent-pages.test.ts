import { describe, expect, test } from 'vitest'
import type { DiscordMessage, Interaction, Person } from '../../sandbox/discord/index.ts'
import { type ActivityInput, activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
/** Runs with their number in the name, the newest first. */
const createRuns = (count: number, input: ActivityInput = activityFixtures.run) =>
  Array.from({ length: count }, (_, index) => ({ ...input, name: `Outing ${index + 1}.` }))
const createRecent = (inputs: ActivityInput[]) => recentActivities(inputs, testEnv.clock.now())
/** Each is named in the list, and again in the select below it. */
const outingNumbers = (message: DiscordMessage) => [
  ...new Set([...message.text().matchAll(/Outing (\d+)\./g)].map(([, number]) => Number(number))),
]
const buttons = (message: DiscordMessage) =>
  message.buttons().flatMap(({ label, disabled, url }) => (url ? [] : [disabled ? `(${label})` : label]))
const visibleMessages = () => testEnv.channel.messages().filter(({ deleted }) => !deleted)

/** Clicks, and waits until the message changes. */
async function turnPage(who: Person, message: DiscordMessage, label: string): Promise<DiscordMessage> {
  const interaction = who.clickButton(message, label)
  return interaction.waitForEdit()
}
/** The private note to the person who clicked. */
async function readNote(interaction: Interaction): Promise<string> {
  await expect.poll(() => interaction.followUps().length).toBe(1)
  const [note] = interaction.followUps()
  expect(note?.ephemeralFor).toBe(interaction.person)
  return note?.text(interaction.person) ?? ''
}

describe('pages of /strava recent', () => {
  test('can be turned back and forth in the same message, without a second read within a minute', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(createRuns(12)) })
    const message = await testEnv.runCommand(who, '/strava recent')
    expect(buttons(message)).toEqual(['(◀ Newer)', 'Older ▶', 'Only me'])
    expect(countReads()).toBe(2)

    await turnPage(who, message, 'Older ▶')
    expect(outingNumbers(message)).toEqual([6, 7, 8, 9, 10])
    expect(message.text()).toContain('5 activities · 40.20 km · 3 h 32 min · ↗ 455 m · page 2')
    expect(buttons(message)).toEqual(['◀ Newer', 'Older ▶', 'Only me'])
    expect(countReads()).toBe(3)

    await turnPage(who, message, 'Older ▶')
    expect(outingNumbers(message)).toEqual([11, 12])
    expect(buttons(message)).toEqual(['◀ Newer', '(Older ▶)', 'Only me'])

    await turnPage(who, message, '◀ Newer')
    await turnPage(who, message, '◀ Newer')
    expect(outingNumbers(message)).toEqual([1, 2, 3, 4, 5])
    expect(countReads()).toBe(3)
    expect(visibleMessages()).toEqual([message])

    testEnv.clock.advance(60_000)
    await turnPage(who, message, 'Older ▶')
    expect(countReads()).toBe(4)
  })

  test('are not offered if everything fits on one', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(createRuns(5)) })
    expect(buttons(await testEnv.runCommand(who, '/strava recent'))).toEqual(['Only me'])
  })

  test('end with the tenth', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(createRuns(14)) })
    const message = await testEnv.runCommand(who, '/strava recent count:1')
    for (let page = 2; page <= 10; page += 1) await turnPage(who, message, 'Older ▶')
    expect(outingNumbers(message)).toEqual([10])
    expect(buttons(message)).toEqual(['◀ Newer', '(Older ▶)', 'Only me'])
  })

  test('keep the requested sport and member', async () => {
    const mixedActivities = createRuns(8).flatMap((run) => [run, activityFixtures.ride])
    await testEnv.addMember('bo', { share: 'auto', activities: createRecent(mixedActivities) })
    const ana = testEnv.addPerson('ana')
    const message = await testEnv.runCommand(ana, '/strava recent member:@bo sport:Run count:3')
    await turnPage(ana, message, 'Older ▶')
    expect(outingNumbers(message)).toEqual([4, 5, 6])
    expect(message.text()).toContain('Latest activities of @bo: Run')
    expect(message.text()).not.toContain('invented lake')
  })

  test('keep a group of sports', async () => {
    const mixedActivities = createRuns(4).flatMap((run) => [
      run,
      { ...run, sport_type: 'TrailRun' },
      activityFixtures.ride,
    ])
    const { who } = await testEnv.addMember('ana', { activities: createRecent(mixedActivities) })
    const message = await testEnv.runCommand(who, '/strava recent sport:jogging count:5')
    await turnPage(who, message, 'Older ▶')
    expect(message.text()).toContain('Latest activities of @ana: All runs')
    expect(message.text()).toContain('3 activities')
    expect(message.text()).not.toContain('invented lake')
  })

  test('contain no followers-only activities in a channel', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: createRecent([
        ...createRuns(6),
        ...Array.from({ length: 6 }, () => activityFixtures.followersOnly),
        ...createRuns(1),
      ]),
    })
    const message = await testEnv.runCommand(who, '/strava recent count:5')
    await turnPage(who, message, 'Older ▶')
    expect(outingNumbers(message)).toEqual([6, 1])
    expect(message.text()).not.toContain('Among friends')
  })

  test('are for the requester only: others get a private error, and the message stays', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(createRuns(12)) })
    const bo = testEnv.addPerson('bo')
    const message = await testEnv.runCommand(who, '/strava recent')
    const answer = await bo.clickButton(message, 'Older ▶').waitForReply()
    expect(answer.ephemeralFor).toBe(bo)
    expect(answer.text(bo)).toContain('Run the command yourself')
    expect(outingNumbers(message)).toEqual([1, 2, 3, 4, 5])
    expect(countReads()).toBe(2)
  })

  test('work after a restart', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(createRuns(12)) })
    const message = await testEnv.runCommand(who, '/strava recent')
    await testEnv.stop()
    await testEnv.start()
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)).status).toBe(200)
    await turnPage(who, message, 'Older ▶')
    expect(outingNumbers(message)).toEqual([6, 7, 8, 9, 10])
  })

  test('that cannot be read are reported privately, and the message does not change', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(createRuns(12)) })
    const message = await testEnv.runCommand(who, '/strava recent')
    testEnv.strava.startOutage()
    const interaction = who.clickButton(message, 'Older ▶')
    await testEnv.eventually(() => interaction.followUps().length).toBe(1)
    expect(await readNote(interaction)).toContain("Strava isn't answering")
    expect(message.deleted).toBe(false)
    expect(outingNumbers(message)).toEqual([1, 2, 3, 4, 5])
    testEnv.strava.endOutage()
  })

  test('that no longer exist are reported privately', async () => {
    const { who, athlete } = await testEnv.addMember('ana')
    const all = Array.from({ length: 7 }, (_, index) =>
      athlete.createActivity({ ...activityFixtures.run, name: `Outing ${index}.` }),
    )
    await testEnv.waitUntilIdle()
    const message = await testEnv.runCommand(who, '/strava recent')
    for (const one of all.slice(0, 3)) one.delete({ silently: true })
    expect(await readNote(who.clickButton(message, 'Older ▶'))).toContain('No older activities')
    expect(outingNumbers(message)).toHaveLength(5)
  })

  test('of a member who stopped sharing are refused privately', async () => {
    const { who: bo } = await testEnv.addMember('bo', { share: 'auto', activities: createRecent(createRuns(12)) })
    const ana = testEnv.addPerson('ana')
    const message = await testEnv.runCommand(ana, '/strava recent member:@bo')
    await testEnv.runCommand(bo, '/strava share mode:off')
    expect(await readNote(ana.clickButton(message, 'Older ▶'))).toContain("isn't sharing here")
    expect(countReads()).toBe(2)
  })

  test('that Strava’s rate limit delays appear later, and the requester is privately asked to wait', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(createRuns(12)) })
    const message = await testEnv.runCommand(who, '/strava recent')
    testEnv.clock.advanceIntoQuarterHour(800_000)
    testEnv.strava.failNext(1, '429', { kind: 'read' })
    const interaction = who.clickButton(message, 'Older ▶')
    expect(await readNote(interaction)).toContain('Your answer comes at about')
    expect(outingNumbers(message)).toEqual([1, 2, 3, 4, 5])
  })

  test('are turned once if the click is delivered twice', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(createRuns(12)) })
    const message = await testEnv.runCommand(who, '/strava recent')
    const interaction = who.clickButton(message, 'Older ▶')
    await interaction.waitForEdit()
    testEnv.discord.replayInteraction(interaction)
    await testEnv.discord.waitForRequest(
      ({ status }) => status === 400,
      'the second delivery to be refused as acknowledged',
    )
    expect(outingNumbers(message)).toEqual([6, 7, 8, 9, 10])
    expect(countReads()).toBe(3)
  })
})

describe('sharing a private answer', () => {
  const mixedActivities = () =>
    createRecent([...createRuns(2), activityFixtures.followersOnly, ...createRuns(1, activityFixtures.ride)])

  test('posts what is public on Strava, and tells the requester what was left out', async () => {
    const { who } = await testEnv.addMember('ana', { activities: mixedActivities() })
    const message = await testEnv.runCommand(who, '/strava recent private:True')
    expect(buttons(message)).toEqual(['Share'])
    const interaction = who.clickButton(message, 'Share')
    const post = await interaction.waitForReply()
    expect(post.ephemeralFor).toBeUndefined()
    expect(visibleMessages()).toEqual([post])
    expect(post.text()).toContain('Latest activities of @ana')
    expect(post.text()).toContain('3 activities')
    expect(post.text()).not.toContain('Among friends')
    expect(post.text()).not.toContain('left out')
    expect(buttons(post)).toEqual(['Only me'])
    expect(post.pings()).toEqual([])
    expect(await readNote(interaction)).toContain('1 left out')
    expect(message.text(who)).toContain('Among friends')
  })

  test('posts the page that the requester is looking at', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(createRuns(12)) })
    const message = await testEnv.runCommand(who, '/strava recent private:True')
    await turnPage(who, message, 'Older ▶')
    expect(outingNumbers(await who.clickButton(message, 'Share').waitForReply())).toEqual([6, 7, 8, 9, 10])
  })

  test('is refused if the channel may see none of it, and leaves no trace in the channel', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent([activityFixtures.followersOnly]) })
    const message = await testEnv.runCommand(who, '/strava recent private:True')
    expect(await readNote(who.clickButton(message, 'Share'))).toContain(
      'Not shown here: flagged or not public on Strava',
    )
    expect(visibleMessages()).toEqual([])
    expect(message.text(who)).toContain('Among friends')
  })

  test('twice posts it once', async () => {
    const { who } = await testEnv.addMember('ana', { activities: mixedActivities() })
    const message = await testEnv.runCommand(who, '/strava recent private:True')
    const both = [who.clickButton(message, 'Share'), who.clickButton(message, 'Share')]
    await testEnv.waitUntilIdle()
    await expect.poll(() => visibleMessages().length).toBe(1)
    const notes = both.flatMap((one) => one.followUps()).map((note) => note.text(who))
    expect(notes.sort()).toEqual([expect.stringContaining('left out'), expect.stringContaining('Already shared')])
  })

  test('while Strava is down says so privately, and works when it is back', async () => {
    const { who } = await testEnv.addMember('ana', { activities: mixedActivities() })
    const message = await testEnv.runCommand(who, '/strava recent private:True')
    testEnv.clock.advance(60_000)
    testEnv.strava.startOutage()
    const interaction = who.clickButton(message, 'Share')
    await testEnv
      .eventually(() => interaction.followUps().map((note) => note.text(who)))
      .toEqual([expect.stringContaining("Strava isn't answering")])
    expect(visibleMessages()).toEqual([])
    testEnv.strava.endOutage()
    testEnv.clock.advance(30 * 60_000)
    const again = who.clickButton(message, 'Share')
    expect((await again.waitForReply()).text()).toContain('3 activities')
  })

  test('creates a post that is deleted when the member disconnects', async () => {
    const { who } = await testEnv.addMember('ana', { activities: mixedActivities() })
    const post = await who
      .clickButton(await testEnv.runCommand(who, '/strava recent private:True'), 'Share')
      .waitForReply()
    await who.clickButton(await testEnv.runCommand(who, '/strava unlink'), 'Disconnect').waitForReply()
    await testEnv.waitUntilIdle()
    expect(post.deleted).toBe(true)
  })

  test('is not offered if the answer is already public', async () => {
    const { who } = await testEnv.addMember('ana', { activities: mixedActivities() })
    expect(buttons(await testEnv.runCommand(who, '/strava recent'))).not.toContain('Share')
  })
})
