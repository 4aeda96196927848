import { loadImage } from '@napi-rs/canvas'
import { beforeEach, describe, expect, test } from 'vitest'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { type ActivityInput, activityFixtures } from '../../sandbox/strava/index.ts'
import { closeDirectMessages } from '../support/close-direct-messages.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

beforeEach(() => testEnv.addFeed())

const run: ActivityInput = { ...activityFixtures.paceThatRoundsUp, gps: false, total_photo_count: 2 }
const IMAGE = '(image: Photo of the activity)'

const posts = () => testEnv.channel.messages().filter(({ deleted }) => !deleted)
const photoReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'photo').length
const filenamesOf = ({ attachments }: DiscordMessage) => attachments.map(({ filename }) => filename)
const switchPhotos = async (who: Person, currentState: 'on' | 'off') => {
  const panel = await testEnv.runCommand(who, '/strava settings')
  const saved = await who.clickButton(panel, `Photos: ${currentState}`).waitForReply()
  await testEnv.waitUntilIdle()
  return saved
}

async function addMember(share: 'auto' | 'ask' = 'auto', photos = true) {
  const member = await testEnv.addMember('ana', { share })
  if (photos) await switchPhotos(member.who, 'off')
  return member
}

/** A photo at this address instead of the sandbox's own. */
const createPhotoActivity = (url: string): ActivityInput => ({
  ...run,
  photos: {
    primary: { unique_id: 'p', urls: { '600': url }, source: 1, media_type: 1 },
    use_primary_photo: true,
    count: 1,
  },
})

describe('the photo of an activity', () => {
  test('is neither fetched nor shown unless the member turns photos on', async () => {
    const { athlete } = await addMember('auto', false)
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    expect(posts().map(filenamesOf)).toEqual([[]])
    expect(photoReads()).toBe(0)
  })

  test('is shown beside the map, with alt text, and is deleted with the post', async () => {
    const { athlete } = await addMember()
    const activity = athlete.createActivity({ ...run, gps: true })
    await testEnv.waitUntilIdle()
    const [post] = posts() as [DiscordMessage]
    expect(filenamesOf(post)).toEqual(['route.png', 'photo.jpeg'])
    expect(post.text()).toMatch(/\(image: Route map [^)]*\)\n│ \(image: Photo of the activity\)/)
    activity.delete()
    await testEnv.waitUntilIdle()
    expect(posts()).toEqual([])
  })

  test('contains no camera metadata', async () => {
    const { athlete } = await addMember()
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const { path } = testEnv.strava.requests.find(({ kind }) => kind === 'photo') ?? { path: '' }
    const original = Buffer.from(await (await fetch(testEnv.strava.url + path)).arrayBuffer())
    expect(original.toString('latin1')).toContain('Garden Lane')
    const [file] = posts()[0]?.attachments ?? []
    const posted = Buffer.from(file?.data ?? [])
    expect(posted.toString('latin1')).not.toMatch(/Exif|Garden Lane/)
    expect(await loadImage(posted)).toMatchObject({ width: 768, height: 576 })
  })

  test('is fetched once for several channels', async () => {
    const second = testEnv.guild.addChannel({ name: 'second' })
    await testEnv.addFeed({ channel: second })
    const { athlete } = await addMember()
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    for (const channel of [testEnv.channel, second]) expect(channel.messages().at(-1)?.text()).toContain(IMAGE)
    expect(photoReads()).toBe(1)
  })

  test('that is added later appears when the activity is read again', async () => {
    const { athlete } = await addMember()
    const activity = athlete.createActivity({ ...run, total_photo_count: 0 })
    await testEnv.waitUntilIdle()
    const [post] = posts() as [DiscordMessage]
    expect(filenamesOf(post)).toEqual([])
    activity.change({ total_photo_count: 1 }, { silently: true })
    await testEnv.runDelayedJobsNamed('recheck-activity')
    expect(filenamesOf(post)).toEqual(['photo.jpeg'])
  })

  test('is not in replies to commands', async () => {
    const { who, athlete } = await addMember()
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    for (const line of ['/strava recent', `/strava activity activity:${activity.id}`])
      expect(await testEnv.readReply(who, line)).not.toContain(IMAGE)
  })

  test.each<[string, ActivityInput]>([
    ['a followers-only activity', { visibility: 'followers_only' }],
    ['a muted activity', { hide_from_home: true }],
  ])('of %s is not fetched, if the activity is not shown', async (_, more) => {
    const { athlete } = await addMember()
    athlete.createActivity({ ...run, ...more })
    await testEnv.waitUntilIdle()
    expect(posts()).toEqual([])
    expect(photoReads()).toBe(0)
  })
})

describe('turning photos off', () => {
  test('removes them from recent posts, and Undo restores them', async () => {
    const { who, athlete } = await addMember()
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [post] = posts() as [DiscordMessage]
    const off = await switchPhotos(who, 'on')
    expect(off.text(who)).toMatch(/Saved\n.*Photos: off/)
    expect(filenamesOf(post)).toEqual([])
    expect(post.text()).not.toContain(IMAGE)
    await who.clickButton(off, 'Undo').waitForReply()
    await testEnv.waitUntilIdle()
    expect(filenamesOf(post)).toEqual(['photo.jpeg'])
  })

  test('removes them from the posts of a member who no longer shares', async () => {
    const { who, athlete } = await addMember()
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    await testEnv.runCommand(who, '/strava share mode:off')
    await testEnv.waitUntilIdle()
    const [post] = posts() as [DiscordMessage]
    expect(filenamesOf(post)).toEqual(['photo.jpeg'])
    await testEnv.runCommand(who, '/strava share mode:off photos:False')
    await testEnv.waitUntilIdle()
    expect(filenamesOf(post)).toEqual([])
  })

  test('in one server keeps them in another', async () => {
    const { who, athlete } = await addMember()
    const other = testEnv.discord.addGuild({ name: 'Second Club' })
    other.join(who)
    const channel = other.addChannel({ name: 'rides' })
    await testEnv.addFeed({ guild: other, channel })
    await who.runCommand(channel, '/strava share mode:auto').waitForReply()
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    expect(posts().map(filenamesOf)).toEqual([['photo.jpeg']])
    expect(channel.messages().map(filenamesOf).at(-1)).toEqual([])
  })
})

describe('a member who wants to be asked', () => {
  test('sees the photo in the question, and it is in the post', async () => {
    const { who, athlete } = await addMember('ask')
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [question] = who.directMessages() as [DiscordMessage]
    expect(filenamesOf(question)).toEqual(['photo.jpeg'])
    expect(posts()).toEqual([])
    await who.clickButton(question, 'Post it').waitForReply()
    await testEnv.waitUntilIdle()
    expect(posts().map(filenamesOf)).toEqual([['photo.jpeg']])
  })

  test('sees none, if photos are off', async () => {
    const { who, athlete } = await addMember('ask', false)
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    expect(who.directMessages().map(filenamesOf)).toEqual([[]])
    expect(photoReads()).toBe(0)
  })

  test('but has closed direct messages sees the photo with their next command', async () => {
    const { who, athlete } = await addMember('ask')
    closeDirectMessages(testEnv.discord)
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const interaction = who.runCommand(testEnv.channel, '/strava privacy')
    await interaction.waitForReply()
    await testEnv.waitUntilIdle()
    expect(interaction.followUps().map(filenamesOf)).toEqual([['photo.jpeg']])
  })
})

describe('a post appears without its photo if the photo', () => {
  test.each([
    ['is gone', '/photos/gone.jpg'],
    ['is too large', '/photos/huge.jpg'],
    ['is a web page', '/photos/page.jpg'],
    ['is not an image', '/photos/broken.jpg'],
    ['has a URL that redirects', '/photos/moved.jpg'],
  ])('%s', async (_, url) => {
    const { athlete } = await addMember()
    const activity = athlete.createActivity(createPhotoActivity(url))
    await testEnv.waitUntilIdle()
    expect(posts().map(filenamesOf)).toEqual([[]])
    expect(photoReads()).toBe(1)
    // The next event tries again, and an unchanged post is not edited.
    activity.rename('Renamed')
    await testEnv.waitUntilIdle()
    expect(posts()[0]?.text()).toContain('Renamed')
    expect(posts().map(filenamesOf)).toEqual([[]])
  })

  test('has a URL that is not Strava’s', async () => {
    const { athlete } = await addMember()
    athlete.createActivity(createPhotoActivity(`${testEnv.discord.apiUrl}/photo.jpg`))
    await testEnv.waitUntilIdle()
    expect(posts().map(filenamesOf)).toEqual([[]])
    expect(testEnv.discord.requests.filter(({ path }) => path.includes('photo'))).toEqual([])
  })

  test('takes too long, and gets it when the activity is read again', async () => {
    await testEnv.restart({}, { timing: { stravaTimeoutMs: 300 } })
    const { athlete } = await addMember()
    testEnv.strava.failNext(1, 'hang', { kind: 'photo' })
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [post] = posts() as [DiscordMessage]
    expect(filenamesOf(post)).toEqual([])
    await testEnv.runDelayedJobsNamed('recheck-activity')
    expect(filenamesOf(post)).toEqual(['photo.jpeg'])
  })
})
