import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { follow, messageWith, openChannel } from '../support/chat.ts'
import { PHONE, usePlayground } from '../support/use-playground.ts'

const playground = usePlayground()

async function pick(page: Page, select: ReturnType<Page['getByRole']>, option: string) {
  await select.tap()
  await page.getByRole('listbox').getByRole('option', { name: option }).tap()
}

test('on a phone, an admin sets up a feed and posts an invitation, and a member joins', async () => {
  const page = await playground.openPage({ who: 'cleo', ...PHONE })
  await openChannel(page, 'Sunday Strollers', 'sundays')
  await page.getByRole('button', { name: 'Apps' }).tap()
  await page.getByRole('option', { name: '/strava-admin settings' }).tap()
  await page.getByRole('button', { name: 'Send' }).tap()

  const panel = messageWith(page, /No feeds yet|New activities will be posted|Sports in|#sundays/)
  await messageWith(page, 'No feeds yet').waitFor()
  await pick(page, messageWith(page, 'No feeds yet').getByRole('button', { name: /channel/i }), 'sundays')
  await messageWith(page, 'New activities will be posted in #sundays').waitFor()
  await panel.getByRole('button', { name: 'Post an invitation' }).tap()
  await messageWith(page, 'Share your activities here').waitFor()

  const mira = await playground.openPage({ who: 'mira', ...PHONE })
  await openChannel(mira, 'Sunday Strollers', 'sundays')
  await messageWith(mira, 'Share your activities here').getByRole('button', { name: 'Connect with Strava' }).tap()
  const tab = await follow(mira, messageWith(mira, 'Already connected').getByRole('link'))
  expect(await tab.getByText('Sunday Strollers').count()).toBe(1)
})
