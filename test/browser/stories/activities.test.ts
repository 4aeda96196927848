import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { ask, messageWith, openChannel } from '../support/chat.ts'
import { type MemberName, PHONE, usePlayground } from '../support/use-playground.ts'

const playground = usePlayground()

/** Finishes an activity with this name in the Strava panel. */
async function finish(page: Page, athlete: string, name: string) {
  await openStrava(page)
  const card = page.getByRole('article', { name: athlete })
  await card.getByRole('button', { name: 'Details and route…' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Finish' }).click()
  await card.getByText(`Finished: ${name}.`).waitFor()
}

/** On a phone, the Strava panel and the chat are separate screens. */
const screenOf = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name })
async function openStrava(page: Page) {
  if (await screenOf(page, 'Strava').isVisible()) await screenOf(page, 'Strava').click()
  else await page.getByRole('tab', { name: 'Strava' }).click()
}

describe.each([
  ['on a wide screen', undefined],
  ['on a phone', PHONE],
])('%s', (_, device) => {
  const open = (who: MemberName) => playground.openPage({ who, ...device })

  test('you can page through your latest activities, share a private list and make it private again', async () => {
    const page = await open('mira')
    const list = await ask(page, '/strava recent count:3 private:True')
    await list.getByText('Latest activities of @Mira').waitFor()
    await list.getByText('Only you can see this').waitFor()
    const first = await list.locator('strong').first().textContent()

    await list.getByRole('button', { name: 'Older' }).click()
    await list.getByText('page 2').waitFor()
    expect(await list.locator('strong').first().textContent()).not.toBe(first)
    await list.getByRole('button', { name: 'Newer' }).click()
    await list.getByText('page 2').waitFor({ state: 'detached' })

    const joost = await playground.openPage({ who: 'joost' })
    expect(await messageWith(joost, 'Latest activities of @Mira').count()).toBe(0)
    await list.getByRole('button', { name: 'Share' }).click()
    const shared = messageWith(joost, 'Latest activities of @Mira')
    await shared.waitFor()
    await messageWith(page, 'Latest activities of @Mira').getByRole('button', { name: 'Only me' }).click()
    await shared.waitFor({ state: 'detached' })
  })

  test('a member who is asked first approves the post in a direct message, and then everyone sees it', async () => {
    const page = await open('joost')
    const name = `Over the dyke ${device ? 'home' : 'and back'}`
    await finish(page, 'Joost van der Kasseien', name)
    await openChannel(page, 'Direct messages', 'Domestique')
    const question = messageWith(page, name)
    // In Joost's language.
    await question.getByText('In #activities (Invented Wheelers) posten?').waitFor()
    await question.getByRole('button', { name: 'Posten' }).click()
    await question.getByText('Gepost in #activities (Invented Wheelers).').waitFor()
    await question.getByRole('link', { name: 'Post openen' }).waitFor()

    const mira = await playground.openPage({ who: 'mira' })
    await messageWith(mira, name).getByRole('link', { name: 'View on Strava' }).waitFor()
  })
})

test('a post is edited when its activity is renamed, and deleted when it is set to “Only me”', async () => {
  const page = await playground.openPage({ who: 'mira' })
  await finish(page, 'Mira Almqvist', 'Round the pond')
  await messageWith(page, 'Round the pond').waitFor()

  const card = page.getByRole('article', { name: 'Mira Almqvist' })
  await card.getByRole('button', { name: 'Edit Round the pond' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Round the lake')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await messageWith(page, 'Round the lake').getByText('(edited)').waitFor()
  expect(await messageWith(page, 'Round the pond').count()).toBe(0)

  await card.getByRole('button', { name: 'Edit Round the lake' }).click()
  await page.getByRole('dialog').getByLabel('Only me').check()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await messageWith(page, 'Round the lake').waitFor({ state: 'detached' })
})

test('after you change the language, the next answer is in that language', async () => {
  const page = await playground.openPage({ who: 'mira' })
  for (const [language, title, button] of [
    ['Deutsch', 'Letzte Aktivitäten von @Mira', 'Ältere'],
    ['日本語', '@Miraの最近のアクティビティ', '古いもの ▶'],
  ] as const) {
    await page.getByRole('combobox', { name: 'Language' }).selectOption(language)
    const list = await ask(page, '/strava recent count:1')
    await list.getByText(title).waitFor()
    await list.getByRole('button', { name: button }).waitFor()
  }
})
