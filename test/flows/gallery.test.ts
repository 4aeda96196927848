import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { anasActivities } from '../../sandbox/demo/demo-environment.ts'
import { runExtras } from '../../sandbox/demo/steps/activity-steps.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const GALLERY = readFileSync(new URL('../../docs/gallery.md', import.meta.url), 'utf8')

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

/** The lines of the gallery's example that begins with this one. */
const galleryLines = (first: string) =>
  (GALLERY.split(`\`\`\`\n${first}\n`)[1] ?? '').split('\n```')[0]?.split('\n') ?? []

/** Removes what differs each time: URLs, dates, times, and the size of a made-up route's map. */
const toCompare = (lines: readonly string[]) =>
  lines
    .map((line) => line.replace(/^│ ?/, '').replace(/ <[^>]*>/g, ''))
    .map((line) => line.replace(/· \d+ \w+ \d{4} at \d\d:\d\d ·|· [^·]* at [^·]* ·/, '· then ·'))
    .map((line) => (line.includes('Route map') ? line.replace(/[\d.]+ km/g, '… km') : line))
    .filter((line) => line !== '' && !line.includes('Profile picture'))

test('the post in the gallery is the one that the demo shows', async () => {
  await testEnv.addFeed()
  const { athlete } = await testEnv.addMember('bo', { globalName: 'Bo', share: 'auto' })
  athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, ...runExtras, name: 'Lunch Run' })
  const post = (await testEnv.channel.waitForMessage()).text()
  expect(toCompare(['Bo · @Bo', ...galleryLines('Bo · @Bo')])).toEqual(toCompare(post.split('\n')))
})

test('the list in the gallery is the one that the demo shows', async () => {
  const recent = recentActivities(anasActivities, testEnv.clock.now(), 40)
  const { who } = await testEnv.addMember('ana', { globalName: 'Ana', activities: recent })
  const list = await testEnv.readReply(who, '/strava recent')
  const title = 'Latest activities of @Ana'
  expect(toCompare([title, ...galleryLines(title)])).toEqual(toCompare(list.split('\n')))
})
