import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBarriers } from './support/axe.ts'
import { type OpenPlayground, openPlayground } from './support/open-playground.ts'
import { sendCommand } from './support/send-command.ts'

let playground: OpenPlayground

beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(() => playground.close())

test('somebody who has not connected Strava asks for recent activities, and gets the button that connects', async () => {
  const page = await playground.openPage()

  await sendCommand(page, '/strava recent')

  await page.getByText('Only you can see this').waitFor()
  await page.getByRole('button', { name: 'Connect with Strava' }).waitFor()
  expect(await findBarriers(page)).toEqual([])
})
