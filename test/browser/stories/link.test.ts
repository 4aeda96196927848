import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { ask, follow, messageWith } from '../support/chat.ts'
import { PHONE, usePlayground } from '../support/use-playground.ts'

const playground = usePlayground()

const askForLink = async (page: Page) =>
  (await ask(page, '/strava link')).getByRole('link', { name: 'Connect with Strava' })

/** Chooses a share preference on the bot's page and continues to Strava. */
async function choose(tab: Page, share: 'Post automatically' | 'Ask me first' | 'Don’t post') {
  await tab.getByRole('radio', { name: share }).check()
  await tab.getByRole('button', { name: 'Connect with Strava' }).click()
}

const headingOf = (tab: Page) => tab.getByRole('heading', { level: 1 })
const isShown = (tab: Page, heading: string) => tab.getByRole('heading', { level: 1, name: heading }).waitFor()

test('someone else’s connect link says whose it is, and does not work in another browser', async () => {
  const tendai = await playground.openPage({ who: 'tendai' })
  const link = await askForLink(tendai)
  const address = (await link.getAttribute('href')) ?? ''
  const own = await follow(tendai, link)

  const other = await (await playground.openContext()).newPage()
  await other.goto(address)
  await other.getByText('For this Discord account:').waitFor()
  await other.getByText('@tendai').waitFor()
  await other.getByText("Not you? Close this page. This link is someone else's.").waitFor()

  await choose(own, 'Ask me first')
  await own.getByText('Signed in as').waitFor()
  await choose(other, 'Post automatically')
  await isShown(other, 'Other browser, or link already used')

  await own.getByRole('button', { name: 'Cancel' }).click()
  await isShown(own, 'Nothing was connected')
  await other.goto(own.url())
  expect(await headingOf(other).textContent()).toMatch(/This link has expired|Other browser, or link already used/)
  expect(await messageWith(tendai, 'Connected as').count()).toBe(0)
})

test('an athlete who unticks activities on Strava is told what is missing and isn’t connected', async () => {
  const page = await playground.openPage({ who: 'tendai' })
  const tab = await follow(page, await askForLink(page))
  await choose(tab, 'Post automatically')
  await tab.getByRole('checkbox', { name: 'View data about your activities' }).uncheck()
  await tab.getByRole('button', { name: 'Authorize' }).click()

  await isShown(tab, 'A permission is missing')
  await tab.getByText('leave “View data about your activities” ticked').waitFor()
  await (await ask(page, '/strava recent')).getByRole('button', { name: 'Connect with Strava' }).waitFor()
})

test('on a phone, you can connect Strava, see so in the chat, list activities and disconnect', async () => {
  const page = await playground.openPage({ who: 'tendai', ...PHONE })
  const tab = await follow(page, await askForLink(page))
  await tab.getByRole('radio', { name: 'Post automatically' }).tap()
  await tab.getByRole('button', { name: 'Connect with Strava' }).tap()
  await tab.getByText('Tendai Mukombe').first().waitFor()
  await tab.getByRole('button', { name: 'Authorize' }).tap()
  await isShown(tab, 'Connected')
  await tab.getByText('Tendai Mukombe on Strava and Tendai on Discord.').waitFor()
  await tab.close()

  await messageWith(page, 'Connected as Tendai Mukombe').getByText('Only you can see this').waitFor()
  await (await ask(page, '/strava recent')).getByText('Latest activities of @Tendai').waitFor()

  const question = await ask(page, '/strava unlink')
  await question.getByText('Disconnect Strava?').waitFor()
  await question.getByRole('button', { name: 'Disconnect', exact: true }).tap()
  await messageWith(page, 'Your data is deleted').waitFor()
  await messageWith(page, 'Latest activities of @Tendai').waitFor({ state: 'detached' })
})
