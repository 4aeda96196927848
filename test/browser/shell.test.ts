import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { findAccessibilityViolations } from './support/axe.ts'
import { PHONE, usePlayground } from './support/use-playground.ts'

const playground = usePlayground()

const composer = (page: Page) => page.getByRole('combobox', { name: /^Message / })

async function openAs(who: 'joost' | 'mira' | 'cleo', device?: typeof PHONE): Promise<Page> {
  const page = await playground.openPage({ who, ...device })
  await composer(page).waitFor()
  return page
}

test('a draft is kept when you switch channels', async () => {
  const page = await openAs('mira')
  await composer(page).fill('/strava recent ')
  await page.getByRole('combobox', { name: 'Add an option' }).waitFor()

  await page.getByRole('button', { name: 'general' }).click()
  await composer(page).fill('/rec')
  await page.getByRole('button', { name: 'activities', exact: true }).click()
  await page.getByRole('combobox', { name: 'Add an option' }).waitFor()
  await page.getByRole('button', { name: 'general' }).click()

  await expect.poll(() => composer(page).inputValue()).toBe('/rec')
})

test('you can type as soon as you choose a channel', async () => {
  const page = await openAs('mira')
  await page.getByRole('button', { name: 'general' }).click()

  await page.keyboard.type('/rec')

  await page.getByRole('option', { name: '/strava recent', selected: true }).waitFor()
})

test('on a phone, a new direct message is marked on other screens until it is opened', async () => {
  const page = await openAs('joost', PHONE)
  await page.getByRole('button', { name: 'Strava' }).click()
  playground.environment.members.joost.athlete?.createActivity({ ...activityFixtures.run, gps: false })

  await page.getByRole('button', { name: 'Channels , new messages' }).click()
  expect(await findAccessibilityViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Direct messages, new messages: 1' }).click()
  await page.getByRole('button', { name: 'Domestique' }).click()

  await page.getByRole('button', { name: 'Posten' }).waitFor()
  await page.getByRole('button', { name: 'Channels', exact: true }).waitFor()
})

test('the first steps of an admin who has not connected Strava are about the server', async () => {
  const page = await openAs('cleo')
  const steps = page.getByRole('region', { name: 'First steps' }).getByRole('button')
  await expect
    .poll(() => steps.allTextContents())
    .toEqual([...['Got it', 'Choose where to post', 'See who takes part', 'Have someone finish a run']])

  await page.getByRole('button', { name: 'See who takes part' }).click()

  await page.getByText('members share here').waitFor()
})

test('letting somebody finish a run posts it and opens the channel of the post', async () => {
  const page = await openAs('mira')
  const { activities } = playground.environment
  const before = activities.messages().length
  await page.getByRole('button', { name: 'general' }).click()

  await page.getByRole('button', { name: 'Have someone finish a run' }).click()

  await page.getByRole('heading', { name: 'activities' }).waitFor()
  await expect.poll(() => activities.messages().length).toBe(before + 1)
})

test('the strip can be resized with the keyboard', async () => {
  const page = await openAs('mira')
  await page.getByRole('button', { name: 'What happens inside' }).click()
  const strip = page.getByRole('region', { name: 'Inside the program' })
  const height = async () => Math.round((await strip.boundingBox())?.height ?? 0)
  await expect.poll(height).toBe(260)

  await page.getByRole('separator', { name: 'Panel height' }).press('ArrowUp')

  await expect.poll(height).toBe(300)
  expect(await findAccessibilityViolations(page)).toEqual([])
})

test('the chosen colours override the system setting', async () => {
  const page = await openAs('mira')
  const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
  const light = await ground()

  await page.getByRole('combobox', { name: 'Colours' }).selectOption('dark')

  await expect.poll(ground).not.toBe(light)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByRole('combobox', { name: 'Colours' }).selectOption('light')
  await expect.poll(ground).toBe(light)
})
