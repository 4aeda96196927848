import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { CREDENTIALS } from '../../sandbox/demo/demo-environment.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { findAccessibilityViolations } from './support/axe.ts'
import { PHONE, usePlayground } from './support/use-playground.ts'

const run = { ...activityFixtures.run, gps: false }

const playground = usePlayground()
let page: Page
/** WebSocket messages that the page received. */
let frames: string[]

async function become(who: 'mira') {
  const { id } = playground.environment.members[who].person
  await page.addInitScript({ content: `sessionStorage.setItem('person', '${id}')` })
  await page.reload()
}

async function open(device?: typeof PHONE) {
  await page?.close()
  page = await playground.openPage(device)
  frames = []
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => void frames.push(String(payload))))
  await page.reload()
  await page.getByRole('button', { name: device === PHONE ? 'Inside' : 'What happens inside' }).click()
}
beforeEach(() => open())

const steps = () => page.getByRole('list', { name: /^Steps of/ }).getByRole('button')
const heading = (title: string) => page.locator('.way-title', { hasText: title })

/** Waits until the action with this title has ended, and returns the texts of its steps. */
async function ended(title: string): Promise<string[]> {
  await heading(title)
    .filter({ hasText: /(done|failed) after/ })
    .waitFor()
  return steps().allTextContents()
}

const milliseconds = (text: string) => {
  const [, value = '', unit] = /at ([\d.]+) (ms|s)\b/.exec(text) ?? []
  return Number(value) * (unit === 's' ? 1000 : 1)
}

/** Requests an activity that isn't cached. */
const askForActivity = (who: 'mira' | 'kenji', index: number) => {
  const { activities, members } = playground.environment
  const { person, athlete } = members[who]
  const { id } = athlete?.activities()[index] ?? {}
  return person.runCommand(activities, `/strava activity activity:https://www.strava.com/activities/${id}`)
}

test('after a command, the strip shows its steps in order of time: job, token, read and answer', async () => {
  const { members, activities } = playground.environment
  await members.mira.person.runCommand(activities, '/strava recent').waitForReply()

  const texts = await ended('Mira used /strava recent')
  const inOrder = ['Command', 'Acknowledged', 'Queued', 'Job recent', 'Token', 'Read from Strava', 'Answer sent']
  expect(texts.map((text) => inOrder.find((title) => text.includes(title)))).toEqual(expect.arrayContaining(inOrder))
  const times = texts.map(milliseconds)
  expect(times).toEqual(times.toSorted((one, other) => one - other))
})

test('the message menu opens the trace of its command', async () => {
  const { members, activities } = playground.environment
  const message = await members.mira.person.runCommand(activities, '/strava units').waitForReply()
  await ended('Mira used /strava units')
  await members.kenji.person.runCommand(activities, '/strava recent').waitForReply()
  await ended('健司 used /strava recent')
  await become('mira')

  await page.locator(`#message-${message.id}`).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'What happened?' }).click()

  await heading('Mira used /strava units').waitFor()
})

test('a step opens its log lines', async () => {
  const { members, activities } = playground.environment
  await members.mira.person.runCommand(activities, '/strava recent').waitForReply()
  await ended('Mira used /strava recent')

  await steps().filter({ hasText: 'Job recent' }).click()

  const lines = page.getByRole('region', { name: 'The log of “Job recent”' })
  expect(await lines.locator('pre').first().textContent()).toContain('"waited": ')
})

test('the trace of an activity that becomes private shows the decision and the reason', async () => {
  const { members, activities, strava } = playground.environment
  const activity = members.mira.athlete?.createActivity({ ...run, name: 'Round the pond' })
  await activities.waitForMessage((message) => message.text().includes('Round the pond'))
  await ended('Strava reports a new activity: Round the pond (Mira)')

  activity?.setVisibility('only_me')
  await strava.waitUntilIdle()

  const texts = await ended('Strava reports that an activity was deleted or made private')
  const decision = texts.find((text) => text.includes('Decision'))
  expect(decision).toContain('It was deleted on Strava, or only its athlete can see it there.')
  expect(texts.at(-1)).toContain('Message deleted')
})

describe('the rate limit usage', () => {
  const used = async () => {
    const text = await page.getByText('Strava allows 100 per quarter hour').textContent()
    return Number(/^(\d+) of 100/.exec(text ?? '')?.[1])
  }

  test('goes up by one with each read', async () => {
    const { members, strava } = playground.environment
    await page.getByRole('tab', { name: 'Limits and queues' }).click()
    const before = strava.usage().read[0]
    await expect.poll(used).toBe(before)

    members.mira.athlete?.createActivity({ ...run, name: 'Among friends', visibility: 'followers_only' })

    await expect.poll(used).toBe(before + 1)
  })

  test('and the queues are described in sentences', async () => {
    await page.getByRole('tab', { name: 'Limits and queues' }).click()
    await page.getByText(/Commands \(.*: 0 waiting/).waitFor()
    await page.getByText(/Time from Strava’s event to the message/).waitFor()
  })
})

test('the log can be shown in full or without debug lines', async () => {
  await page.getByRole('tab', { name: 'The log' }).click()
  await page.getByText('job started').first().waitFor()

  await page.getByLabel('Show').selectOption('What happened (info and above)')

  await page.getByText('job started').first().waitFor({ state: 'detached' })
  const address = await page.getByRole('link', { name: 'Metrics' }).getAttribute('href')
  expect((await fetch(address ?? '')).status).toBe(200)
})

test('the strip has no accessibility problems in light or dark mode, on a wide screen or a phone', async () => {
  for (const device of [undefined, PHONE]) {
    await open(device)
    await steps().first().click()
    for (const tab of ['Step by step', 'Limits and queues', 'The log']) {
      await page.getByRole('tab', { name: tab }).click()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect(await findAccessibilityViolations(page, '.inside')).toEqual([])
      }
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(page.viewportSize()?.width)
  }
})

test('while Strava is down, a failed read is marked in words, and the answer arrives after the outage', async () => {
  const { strava } = playground.environment
  strava.startOutage()
  const interaction = askForActivity('kenji', 1)
  const failed = steps().filter({ hasText: 'Read failed' })
  await failed.first().waitFor()
  await expect.poll(() => failed.first().textContent()).toMatch(/failed[\s\S]*status 503/)

  strava.endOutage()
  await interaction.waitForReply()

  const texts = await ended('健司 used /strava activity')
  expect(texts.at(-1)).toContain('Answer')
  expect(texts.some((text) => text.includes('attempt 2'))).toBe(true)
})

test('no token is sent to the page', async () => {
  const { strava } = playground.environment
  await page.getByRole('tab', { name: 'The log' }).click()
  await page.getByText('job started').first().waitFor()
  const all = frames.join('\n')
  const grants = strava.athletes().flatMap((athlete) => athlete.grants())
  const secrets = grants.flatMap(({ refreshToken, accessTokens }) => [refreshToken, ...accessTokens])
  expect(secrets.length).toBeGreaterThan(0)
  for (const secret of [...secrets, CREDENTIALS.botToken, CREDENTIALS.clientSecret]) expect(all).not.toContain(secret)
  // The sandbox's interaction tokens start like Discord's.
  expect(all).not.toContain(Buffer.from('interaction:').toString('base64url'))
})
