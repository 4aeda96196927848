import type { Page } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findAccessibilityViolations } from './support/axe.ts'
import { sendCommand } from './support/send-command.ts'
import { usePlayground } from './support/use-playground.ts'

const playground = usePlayground()
let page: Page

beforeAll(async () => {
  page = await playground.openPage()
})

beforeEach(async () => {
  playground.environment.strava.restoreConditions()
  await page.reload()
  await page.getByRole('tab', { name: 'Strava' }).click()
})

const card = (name = 'Mira Almqvist') => page.getByRole('article', { name })
const dialog = () => page.getByRole('dialog')

/** Posts in the club's channel that contain this text. */
const postsWith = (text: string) =>
  playground.environment.activities.messages().filter((message) => message.text().includes(text))

const waitForPosts = (text: string, count = 1) => expect.poll(() => postsWith(text).length).toBe(count)

const activityNamed = (name: string) =>
  playground.environment.members.mira.athlete?.activities().find((activity) => activity.name === name)

const section = (name: string) => page.locator('summary', { hasText: name })

async function openDetails(name: string) {
  await card().getByRole('button', { name: 'Details and route' }).click()
  await dialog().getByLabel('Name').fill(name)
}

test('one tap finishes a run, and the post appears in the channel', async () => {
  const before = playground.environment.activities.messages().length
  await card().getByRole('button', { name: 'Finish a run' }).click()
  await card()
    .getByText(/^Finished: \w+ run\.$/)
    .waitFor()
  await expect.poll(() => playground.environment.activities.messages().length).toBe(before + 1)
})

test('every sport is one tap away, and can be searched', async () => {
  await card().getByText('Finish any sport').click()
  await card().getByRole('searchbox').fill('gravel')
  await expect.poll(() => card().getByRole('button', { name: 'Yoga' }).count()).toBe(0)
  await card().getByRole('button', { name: 'Gravel ride' }).click()
  await waitForPosts('Gravel Ride')
})

test('a route drawn with mouse and keyboard appears as the map of the post', async () => {
  await openDetails('Round the invented hill')
  await dialog().getByLabel('Draw it').check()
  const map = dialog().getByRole('application')
  await map.hover({ position: { x: 80, y: 60 } })
  await page.mouse.down()
  for (const [x, y] of [
    [140, 100],
    [220, 90],
    [300, 160],
  ] as const)
    await map.hover({ position: { x, y } })
  await page.mouse.up()
  await map.press('ArrowDown')
  await map.press('ArrowRight')
  await dialog().getByRole('button', { name: 'Undo' }).click()
  await dialog().getByRole('button', { name: 'Close the loop' }).click()
  const said = await dialog()
    .getByText(/km, \d+ m of climb, a loop/)
    .textContent()
  expect(await findAccessibilityViolations(page, 'dialog[open]')).toEqual([])
  await dialog().getByRole('button', { name: 'Finish' }).click()

  await waitForPosts('Round the invented hill')
  const [post] = postsWith('Round the invented hill')
  const activity = activityNamed('Round the invented hill')
  expect(activity?.distance).toBeCloseTo(Number.parseFloat(said ?? '') * 1000, -2)
  expect(activity?.start_latlng).toEqual(activity?.end_latlng)
  expect(post?.attachments.some(({ contentType }) => contentType === 'image/png')).toBe(true)
})

test('a GPX file becomes an activity with its name, its track and its time', async () => {
  const point = (index: number) =>
    `<trkpt lat="${46.2 + index * 0.001}" lon="7.4"><ele>${400 + index}</ele><time>2026-11-01T08:${String(index).padStart(2, '0')}:00Z</time></trkpt>`
  const points = Array.from({ length: 40 }, (_, index) => point(index)).join('')
  const gpx = `<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Up the dropped valley</name><trkseg>${points}</trkseg></trk></gpx>`
  await openDetails('replaced')
  await dialog().getByLabel('GPX file').check()
  const drop = async (name: string, text: string) => {
    const file = `new File([${JSON.stringify(text)}], ${JSON.stringify(name)})`
    const transfer = await page.evaluateHandle(
      `(() => { const data = new DataTransfer(); data.items.add(${file}); return data })()`,
    )
    await dialog().locator('.drop-zone').dispatchEvent('drop', { dataTransfer: transfer })
  }
  await drop('picture.gpx', 'not a track')
  await dialog().getByText('This file isn’t valid XML, so it can’t be a GPX file.').waitFor()
  await drop('valley.gpx', gpx)
  await dialog()
    .getByText(/^40 points, 4\.34 km, \d+ m of climb, 0:39:00$/)
    .waitFor()
  await dialog().getByRole('button', { name: 'Finish' }).click()

  await waitForPosts('Up the dropped valley')
  expect(activityNamed('Up the dropped valley')).toMatchObject({ moving_time: 2340 })
})

describe('a posted activity', () => {
  async function edit(name: string) {
    const list = card().getByRole('list')
    if (!(await list.isVisible())) await card().getByText('Activities', { exact: true }).click()
    await card()
      .getByRole('button', { name: `Edit ${name}` })
      .click()
  }

  test('updates its post when renamed, and removes it when set to “Only me”', async () => {
    await openDetails('First name')
    await dialog().getByRole('button', { name: 'Finish' }).click()
    await waitForPosts('First name')

    await edit('First name')
    await dialog().getByLabel('Name').fill('Second name')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await waitForPosts('Second name')
    expect(postsWith('First name')).toEqual([])

    await edit('Second name')
    expect(await findAccessibilityViolations(page, 'dialog[open]')).toEqual([])
    await dialog().getByLabel('Only me').check()
    await dialog().getByRole('button', { name: 'Save' }).click()
    await waitForPosts('Second name', 0)
  })

  test('removes its post when deleted', async () => {
    await openDetails('Soon gone')
    await dialog().getByRole('button', { name: 'Finish' }).click()
    await waitForPosts('Soon gone')
    await edit('Soon gone')
    await dialog().getByRole('button', { name: 'Delete' }).click()
    await dialog().getByRole('button', { name: 'Delete permanently' }).click()
    await waitForPosts('Soon gone', 0)
  })
})

test('the bot catches up with a lost event once the clock is set forward', async () => {
  await section('Events').click()
  await page.getByLabel('Lost').check()
  await page.getByText('The next event is lost').waitFor()
  await openDetails('Nobody told')
  await dialog().getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('list', { name: 'Last events' }).getByText('Lost').waitFor()
  expect(postsWith('Nobody told')).toEqual([])

  await section('Clock').click()
  await page.getByRole('button', { name: '+ 6 h' }).click()
  await page.getByText(/, 6 h ahead$/).waitFor()
  await waitForPosts('Nobody told')
})

test('an event can be sent again', async () => {
  await section('Events').click()
  await page.getByLabel('Lost').check()
  await openDetails('Told later')
  await dialog().getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('button', { name: 'Send again: New: Told later' }).click()
  await waitForPosts('Told later')
})

test('while Strava is down, the panel and the bot say so, and one tap ends the outage', async () => {
  await section('Strava’s status').click()
  await page.getByLabel('Answering with an error (503)').check()
  await page.getByText('Strava is down: it answers with an error (503)').waitFor()
  const { mira } = playground.environment.members
  const asked = mira.person.runCommand(playground.environment.activities, '/strava stats')
  const isOutage = (message: { text(): string }) => message.text().includes("Strava isn't answering")
  await asked.waitForEdit(isOutage, 'the outage')
  await page.getByRole('button', { name: 'Back to normal' }).click()
  await expect.poll(() => page.getByText('Strava is down: it answers').count()).toBe(0)
})

test('an athlete who unticks activities on Strava’s page is told what is missing', async () => {
  await sendCommand(page, '/strava link')
  const [tab] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('link', { name: 'Connect with Strava' }).last().click(),
  ])
  await tab.getByRole('radio').first().check()
  await tab.getByRole('button').first().click()
  await tab.getByText('Signed in as').waitFor()
  for (const colorScheme of ['light', 'dark'] as const) {
    await tab.emulateMedia({ colorScheme })
    expect(await findAccessibilityViolations(tab)).toEqual([])
  }
  expect(await tab.getByText('Tendai Mukombe').count()).toBeGreaterThan(0)
  await tab.getByLabel('View data about your activities').uncheck()
  await tab.getByRole('button', { name: 'Authorize' }).click()
  await tab.waitForURL(/\/oauth\/strava\/callback/)
  await tab
    .getByText(/activities/i)
    .first()
    .waitFor()
  expect(playground.environment.members.tendai.athlete?.grants()).toEqual([])
})

test.each(['light', 'dark'] as const)('the whole panel is accessible in %s mode', async (colorScheme) => {
  await page.emulateMedia({ colorScheme })
  for (const name of ['Finish any sport', 'Connection', 'Activities']) {
    await card().getByText(name, { exact: true }).click()
  }
  for (const name of ['Events', 'Strava’s status', 'Clock']) await section(name).click()
  await page.getByLabel('Not answering').check()
  await page.getByText('Strava is down: it doesn’t answer').waitFor()
  expect(await findAccessibilityViolations(page, '.strava')).toEqual([])
})
