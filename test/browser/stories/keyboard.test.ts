import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { messageWith } from '../support/chat.ts'
import { usePlayground } from '../support/use-playground.ts'

const playground = usePlayground()

/** No page has this many tab stops. */
const MOST_STOPS = 120

/** Presses Tab or Shift+Tab until the element with this text or label has the focus. */
async function reach(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press(key)
    const focused = await page.locator(':focus').evaluateAll(([element]) => {
      const { labels } = element as unknown as { labels?: { textContent: string | null }[] }
      const label = labels?.[0]?.textContent
      return element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? ''
    })
    if (name.test(focused)) return
  }
  throw new Error(`no key leads to ${name}`)
}

test('you can connect Strava, list activities, turn the page and disconnect with the keyboard alone', async () => {
  const page = await playground.openPage({ who: 'tendai' })
  const { keyboard } = page
  await messageWith(page, 'View on Strava').waitFor()
  await reach(page, /^Message #activities/)
  await keyboard.type('/strava link')
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await messageWith(page, 'Connect Strava').waitFor()

  await reach(page, /^Connect with Strava/, 'Shift+Tab')
  const [tab] = await Promise.all([page.waitForEvent('popup'), keyboard.press('Enter')])
  await tab.getByRole('heading', { name: 'Connect your Strava account' }).waitFor()
  await reach(tab, /Post automatically/)
  await tab.keyboard.press('Space')
  await tab.keyboard.press('ArrowDown')
  await reach(tab, /^Connect with Strava/)
  await tab.keyboard.press('Enter')
  await tab.getByText('Signed in as').waitFor()
  await reach(tab, /^Authorize/)
  await tab.keyboard.press('Enter')
  await tab.getByRole('heading', { name: 'Connected' }).waitFor()
  await tab.close()
  await messageWith(page, 'I ask before posting here').waitFor()

  await reach(page, /^Message #activities/)
  await keyboard.type('/recent')
  await keyboard.press('Tab')
  await keyboard.type('count:1')
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  const list = messageWith(page, 'Latest activities of @Tendai')
  await list.waitFor()
  await reach(page, /^Older/, 'Shift+Tab')
  await keyboard.press('Enter')
  await list.getByText('page 2').waitFor()

  await reach(page, /^Message #activities/)
  await keyboard.type('/strava unlink')
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await messageWith(page, 'Disconnect Strava?').waitFor()
  await reach(page, /^Disconnect$/, 'Shift+Tab')
  await keyboard.press('Enter')
  await messageWith(page, 'Your data is deleted').waitFor()
})
