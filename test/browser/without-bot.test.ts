import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CREDENTIALS } from '../../sandbox/demo/demo-environment.ts'
import type { Playground } from '../../sandbox/playground/playground.ts'
import { addressesOf, startPlaygroundWithoutBot } from '../../sandbox/playground/without-bot.ts'
import { findFreePort } from '../../sandbox/redis-server.ts'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import { findAccessibilityViolations } from './support/axe.ts'
import { sendCommand } from './support/send-command.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()
let playground: Playground
let page: Page
let folder: string
let bot: ProgramRun | undefined

beforeAll(async () => {
  playground = await startPlaygroundWithoutBot({ withProgress: (_, work) => work }, {}, { isClientBuilt: true })
  page = await (await browser.openContext({ viewport: { width: 1280, height: 800 } })).newPage()
  await page.goto(playground.url)
  folder = await mkdtemp(join(tmpdir(), 'domestique-test-'))
})
afterAll(async () => {
  await bot?.stop()
  await playground.close()
  await rm(folder, { recursive: true, force: true })
})

const notice = () => page.locator('.bot-away')

test('the page says that the bot is not running, and what it cannot show when you start the bot yourself', async () => {
  await notice().getByText('The terminal with the playground says how to set it up.').waitFor()
  await page.getByRole('button', { name: 'What happens inside' }).click()
  await page.getByText('its log is in your terminal').waitFor()
  await page.getByRole('tab', { name: 'Limits and queues' }).click()
  await page.getByRole('tabpanel').getByText('The bot isn’t running.').waitFor()
  await page.locator('summary', { hasText: 'Clock' }).click()
  await page.getByText('its clock is your machine’s').waitFor()
  expect(await page.getByRole('button', { name: '+ 1 day' }).count()).toBe(0)
  expect(await findAccessibilityViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'What happens inside' }).click()
})

test('after setup and npm start, you can connect Strava and look up activities in the page', async () => {
  const { activities } = playground.world.environment
  const addresses = addressesOf(playground.world.environment)
  const port = String(await findFreePort())
  const { botToken, clientId, clientSecret } = CREDENTIALS
  const accounts = [
    ...['--discord-token', botToken, '--strava-client-id', clientId],
    ...['--strava-client-secret', clientSecret, '--public-url', `http://localhost:${port}`],
  ]
  const args = ['--yes', ...accounts, '--channel', activities.id]
  const setup = runProgram('dist/cli/setup.js', addresses, { args, cwd: folder, input: '' })
  expect({ code: await setup.ended, output: setup.output() }).toMatchObject({ code: 0 })
  await page.getByText('The bot can post here').waitFor()
  await notice().getByText('npm start').waitFor()

  bot = runProgram('dist/main.js', { ...addresses, PORT: port }, { cwd: folder })
  await notice().waitFor({ state: 'hidden' })
  await sendCommand(page, '/strava link')
  const [tab] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('link', { name: 'Connect with Strava' }).click(),
  ])
  await tab.locator('input[value="auto"]').check()
  await tab.locator('form button').click()
  await tab.getByRole('button', { name: 'Authorize' }).click()
  await tab.locator('svg.done').waitFor()
  await sendCommand(page, '/strava recent')
  await page.getByText('Latest activities of').waitFor()

  await page.getByRole('button', { name: 'What happens inside' }).click()
  await page.getByRole('tab', { name: 'Limits and queues' }).click()
  await page.getByRole('heading', { name: 'Reads from Strava' }).waitFor()
  await bot.stop()
  await notice().getByText('npm start').waitFor()
})

test('the clock cannot be set forward by a request either', async () => {
  await expect(playground.world.setClockForward(1)).rejects.toThrow("can't be set forward")
})
