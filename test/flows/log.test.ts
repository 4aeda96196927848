import { beforeEach, describe, expect, test } from 'vitest'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { createLog } from '../../src/logger.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const HOUR = 3600_000
const run = { ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' }

interface Line {
  level: number
  msg: string
  correlationId?: string
  [field: string]: unknown
}

const [DEBUG, INFO] = [20, 30]

const lines: Line[] = []
const testEnv = useTestEnv({
  environment: { SETTLE_SECONDS: '0' },
  log: createLog('debug', [], { write: (line) => void lines.push(JSON.parse(line)) }),
})

beforeEach(() => void lines.splice(0))

/** The log lines about an activity at `info`, in order. */
const outcomeLines = ({ id }: { id: number | string }) =>
  lines.filter(
    ({ level, msg, activityId }) => level === INFO && activityId === String(id) && !msg.startsWith('command '),
  )

const outcomesOf = (activity: { id: number | string }) =>
  outcomeLines(activity).map(({ msg, reason }) => `${msg}: ${reason}`)

const linesWithMessage = (msg: string) => lines.filter((line) => line.msg === msg)

/** Discord refuses the next message in the channel for its content. */
const refuseNextMessage = () =>
  testEnv.discord.failNext(
    1,
    { code: 50035, status: 400 },
    ({ method, path }) => method === 'POST' && path === `/channels/${testEnv.channel.id}/messages`,
  )

describe('the log says why an activity was posted or not', () => {
  test('with one line for each outcome, from the post to its deletion', async () => {
    await testEnv.addFeedByCommand()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    activity.rename('Round the lake')
    await testEnv.waitUntilIdle()
    activity.setVisibility('only_me')
    await testEnv.waitUntilIdle()
    activity.setVisibility('everyone')
    await testEnv.waitUntilIdle()
    activity.delete()
    await testEnv.waitUntilIdle()
    expect(outcomesOf(activity)).toEqual([
      'posted: new',
      'edited: changed on Strava',
      'deleted: deleted on Strava or visible only to the athlete',
      'posted: visible again',
      'deleted: deleted on Strava or visible only to the athlete',
    ])
    const place = { guildId: testEnv.guild.id, channelId: testEnv.channel.id }
    for (const line of outcomeLines(activity)) expect(line).toMatchObject(place)
  })

  test('with the id that its event was given on arrival', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [event] = lines.filter(({ msg, activityId }) => msg === 'event queued' && activityId === String(activity.id))
    expect(event).toMatchObject({ level: DEBUG, event: 'activity', aspect: 'create' })
    expect(event?.correlationId).toMatch(/^[0-9a-f]{12}$/)
    expect(outcomeLines(activity).map(({ correlationId }) => correlationId)).toEqual([event?.correlationId])
  })

  test('with the id of the first event if several arrive before anything is done', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await testEnv.stop()
    await testEnv.start({ RUN: 'web', SETTLE_SECONDS: '3600' })
    const activity = athlete.createActivity(run)
    await testEnv.strava.waitUntilIdle()
    activity.rename('Round the lake')
    await testEnv.strava.waitUntilIdle()
    await expect.poll(() => linesWithMessage('merged into a waiting job')).toHaveLength(1)
    const [first, second] = linesWithMessage('event queued')
    expect(linesWithMessage('merged into a waiting job')).toMatchObject([
      { correlationId: second?.correlationId, joinedCorrelationId: first?.correlationId },
    ])
    await testEnv.start({ RUN: 'worker', PORT: '0' })
    await testEnv.runDelayedJobs()
    expect(outcomeLines(activity).map(({ correlationId }) => correlationId)).toEqual([first?.correlationId])
  })

  test("with the reason why it wasn't posted", async () => {
    await testEnv.addFeed({ options: 'sports:Ride' })
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const walk = athlete.createActivity({ ...run, sport_type: 'Walk' })
    const hidden = athlete.createActivity({ ...run, visibility: 'followers_only' })
    const bo = await testEnv.addMember('bo')
    const notShared = bo.athlete.createActivity({ ...run, sport_type: 'Ride' })
    await testEnv.waitUntilIdle()
    expect(outcomesOf(walk)).toEqual(['not posted: filtered out by the feed'])
    expect(outcomesOf(hidden)).toEqual(['not posted: visible to followers only'])
    expect(outcomesOf(notShared)).toEqual(['not posted: the member does not share here'])
  })

  test('even if there is no feed at all', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    expect(outcomesOf(activity)).toEqual(['not posted: no feed in a server in which the member chose'])
  })

  test('with a question and its answer', async () => {
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', { share: 'ask' })
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [question] = who.directMessages()
    if (question) await who.clickButton(question, 'Post it').waitForReply()
    await testEnv.waitUntilIdle()
    expect(outcomesOf(activity)).toEqual([
      'asked: new, and the member wants to be asked',
      'posted: the member said yes',
    ])
  })

  test('with a question that was skipped, and one that nobody answered', async () => {
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', { share: 'ask' })
    const skipped = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [question] = who.directMessages()
    if (question) await who.clickButton(question, 'Skip').waitForReply()
    const unanswered = athlete.createActivity({ ...run, name: 'Round the lake' })
    await testEnv.waitUntilIdle()
    testEnv.clock.advance(25 * HOUR)
    await testEnv.runDelayedJobsNamed('expire-approval')
    const asked = 'asked: new, and the member wants to be asked'
    expect(outcomesOf(skipped)).toEqual([asked, 'skipped: the member skipped it'])
    expect(outcomesOf(unanswered)).toEqual([asked, 'skipped: no answer within a day'])
  })

  test('if Strava does not show it to the bot at all', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    activity.failNextReads(2)
    await testEnv.waitUntilIdle()
    expect(outcomesOf(activity)).toEqual([])
    await testEnv.runDelayedJobsNamed('sync-activity')
    expect(outcomesOf(activity)).toEqual(['not posted: deleted on Strava or visible only to the athlete'])
  })

  test('if Discord refuses the message', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    refuseNextMessage()
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    expect(outcomesOf(activity)).toEqual(['not posted: Discord refuses the message'])
  })

  test('but nothing about activities that a check finds unchanged', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    testEnv.clock.advance(HOUR)
    await testEnv.runDelayedJobs()
    await testEnv.runDelayedJobs()
    expect(outcomesOf(activity)).toEqual(['posted: new'])
  })
})

test('a feed that pauses and resumes is logged with its reason, and so is each missing post', async () => {
  await testEnv.addFeed()
  const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
  testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
  const activity = athlete.createActivity(run)
  await testEnv.waitUntilIdle()
  testEnv.discord.undenyPermission(testEnv.channel, 'SendMessages')
  testEnv.clock.advance(HOUR)
  await testEnv.runDelayedJobs()
  await testEnv.runDelayedJobs()
  const feed = { level: INFO, guildId: testEnv.guild.id, channelId: testEnv.channel.id, reason: 'no-permission' }
  expect(linesWithMessage('feed paused')).toMatchObject([feed])
  expect(linesWithMessage('feed resumed')).toMatchObject([feed])
  expect(outcomesOf(activity)).toEqual(['not posted: missing permissions in the channel', 'posted: new'])
})

test.each([
  ['has reached its maximum of threads', 160006, 'the server has as many threads as it can have'],
  ['requires a tag and has none', 40067, 'the forum requires a tag, and has none that the bot may apply'],
])('a post missing because the forum %s is logged with that reason, not with a permission', async (_, code, reason) => {
  const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
  await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
  const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const isOpening = ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && path === `/channels/${forum.id}/threads`
  testEnv.discord.failNext(1, { status: 400, code }, isOpening)
  const activity = athlete.createActivity(run)
  await testEnv.waitUntilIdle()
  expect(outcomesOf(activity)).toEqual([`not posted: ${reason}`])
})

test('a failed job is logged with its id, its activity and the id of its event', async () => {
  await testEnv.addFeed()
  const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
  refuseNextMessage()
  const activity = athlete.createActivity(run)
  await testEnv.waitUntilIdle()
  const [event] = linesWithMessage('event queued')
  expect(linesWithMessage('job failed')).toMatchObject([
    {
      job: 'sync-activity',
      jobId: expect.stringMatching(/^\d+$/),
      activityId: String(activity.id),
      correlationId: event?.correlationId,
    },
  ])
})

describe('at debug, the steps of a command or event are logged with the same id', () => {
  const stepsOf = (correlationId: string | undefined) =>
    [...new Set(lines.filter((line) => line.correlationId === correlationId).map(({ msg }) => msg))].toSorted()

  test('a command: queued, its job, its token, its read or the cache, and the answer', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: recentActivities([{ ...activityFixtures.ride, gps: false }], testEnv.clock.now()),
    })
    await testEnv.waitUntilIdle()
    lines.splice(0)
    await testEnv.runCommand(who, '/strava recent')
    await testEnv.runCommand(who, '/strava recent private:True')
    await testEnv.waitUntilIdle()
    const [first, second] = linesWithMessage('command queued')
    expect(first).toMatchObject({ interactionId: expect.stringMatching(/^\d+$/) })
    expect(stepsOf(first?.correlationId)).toEqual([
      'command answered',
      'command queued',
      'job ended',
      'job started',
      'response from Strava',
      'using the stored access token',
    ])
    expect(stepsOf(second?.correlationId)).toContain('read from the cache')
    expect(linesWithMessage('job ended')[0]).toMatchObject({ outcome: 'done', duration: expect.any(Number) })
  })

  test('an event: its job, how long that waited, and the message', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await testEnv.waitUntilIdle()
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [event] = linesWithMessage('event queued')
    const started = linesWithMessage('job started').find(({ correlationId }) => correlationId === event?.correlationId)
    expect(started).toMatchObject({ job: 'sync-activity', queue: 'background', waited: expect.any(Number) })
    expect(linesWithMessage('posted')).toMatchObject([{ messageId: testEnv.channel.messages()[0]?.id }])
  })

  test('an event about an athlete who is not connected: why it is ignored', async () => {
    const { id } = testEnv.strava.addAthlete({ firstname: 'Bo' })
    const subscription_id = testEnv.strava.subscription()?.id
    const event = { object_type: 'activity', object_id: 17, aspect_type: 'create', owner_id: Number(id) }
    await testEnv.strava.sendEvent({ ...event, subscription_id, event_time: 1 })
    expect(linesWithMessage('event ignored')).toMatchObject([{ aspect: 'create', reason: 'the athlete is not linked' }])
  })
})

describe('each command is one line', () => {
  const commandLines = () => lines.filter(({ level, msg }) => level === INFO && msg.startsWith('command '))

  test('when it is answered, with the id that its interaction was given on arrival', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
    })
    await testEnv.waitUntilIdle()
    lines.splice(0)
    await testEnv.runCommand(who, '/strava recent')
    await testEnv.waitUntilIdle()
    const [queued] = linesWithMessage('command queued')
    expect(queued?.correlationId).toMatch(/^[0-9a-f]{12}$/)
    expect(commandLines().map(({ msg, ...line }) => [msg, line])).toEqual([
      [
        'command answered',
        expect.objectContaining({
          job: 'recent',
          guildId: testEnv.guild.id,
          correlationId: queued?.correlationId,
        }),
      ],
    ])
  })

  test('when it is refused, with the kind of the error', async () => {
    await testEnv.runCommand(testEnv.addPerson('bo'), '/strava recent')
    await testEnv.waitUntilIdle()
    expect(commandLines()).toMatchObject([{ msg: 'command refused', job: 'recent', reason: 'not-linked' }])
  })

  test('and what a button click leads to is logged with the same id', async () => {
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', { share: 'ask' })
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    lines.splice(0)
    const [question] = who.directMessages()
    if (question) await who.clickButton(question, 'Post it').waitForReply()
    await testEnv.waitUntilIdle()
    const [queued] = linesWithMessage('command queued')
    expect(commandLines()).toMatchObject([{ job: 'approval-post', correlationId: queued?.correlationId }])
    expect(outcomeLines(activity)).toMatchObject([{ msg: 'posted', correlationId: queued?.correlationId }])
  })
})

test('connecting and disconnecting are one line each, with the server and without the person', async () => {
  const { who } = await testEnv.connectMember('ana', { share: 'auto' })
  const question = await testEnv.runCommand(who, '/strava unlink')
  await who.clickButton(question, 'Disconnect').waitForReply()
  const bo = await testEnv.connectMember('bo', { share: 'ask' })
  bo.athlete.revokeAccess()
  await testEnv.waitUntilIdle()
  const guildId = testEnv.guild.id
  expect(linesWithMessage('member linked')).toMatchObject([
    { level: INFO, guildId, share: 'auto' },
    { level: INFO, guildId, share: 'ask' },
  ])
  expect(linesWithMessage('member removed')).toMatchObject([
    { level: INFO, guildId, reason: 'disconnected', posts: 'deleted' },
    { level: INFO, reason: 'revoked on Strava', posts: 'deleted' },
  ])
})

test('no line names a member, an athlete or an activity', async () => {
  await testEnv.addFeed()
  const { who, athlete } = await testEnv.connectMember('ana', { share: 'auto' })
  athlete.createActivity(run)
  await testEnv.waitUntilIdle()
  await who.runCommand(testEnv.channel, '/strava recent').waitForReply()
  const question = await testEnv.runCommand(who, '/strava unlink')
  await who.clickButton(question, 'Disconnect').waitForReply()
  await testEnv.waitUntilIdle()
  expect(lines.length).toBeGreaterThan(5)
  const all = JSON.stringify(lines)
  for (const trace of [who.id, athlete.id, 'Invented', 'Round the pond']) expect(all).not.toContain(trace)
})
