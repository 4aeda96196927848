import type { Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import type { Json } from '../../sandbox/discord/index.ts'
import { findAccessibilityViolations } from './support/axe.ts'
import { galleryForm } from './support/gallery-message.ts'
import { privately, useChat, withButton } from './support/use-chat.ts'

const chat = useChat()
let page: Page

beforeEach(async () => {
  chat.bot.respondWith(() => undefined)
  page = await chat.openAs('mira')
})

/** The newest message with this text. */
const messageWith = (content: string) => page.getByRole('article').filter({ hasText: content }).last()

test('you can choose an option of a select with the keyboard alone', async () => {
  chat.bot.respondWith(() => ({ type: 6 }))
  const id = await chat.postGallery()
  const select = page.locator(`#message-${id}`).getByRole('button', { name: 'One sport' })
  await select.focus()
  await page.keyboard.press('ArrowDown')
  await page.getByRole('listbox', { name: 'One sport' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')

  await page.locator(`#message-${id}`).getByRole('button', { name: 'Ride', exact: true }).waitFor()
  await expect.poll(() => chat.bot.received.map(({ data }) => data.values)).toEqual([['ride']])
})

test('several choices are sent together when the list closes, once there are enough', async () => {
  chat.bot.respondWith(() => ({ type: 6 }))
  const id = await chat.postGallery()
  const message = page.locator(`#message-${id}`)
  await message.getByRole('button', { name: 'Two sports' }).press('Enter')
  for (const key of ['Enter', 'Escape']) await page.keyboard.press(key)
  await message.getByRole('button', { name: 'Two sports' }).press('Enter')
  for (const key of ['Enter', 's', 'Enter', 'Escape']) await page.keyboard.press(key)

  await message.getByRole('button', { name: 'Run Swim' }).waitFor()
  await expect.poll(() => chat.bot.received.map(({ data }) => data.values)).toEqual([['run', 'swim']])
})

test('user and channel selects offer the members and channels of the server, and send resolved data', async () => {
  chat.bot.respondWith(() => ({ type: 6 }))
  const id = await chat.postGallery()
  const message = page.locator(`#message-${id}`)
  await message.getByRole('button', { name: 'A text channel' }).click()
  const offered = page.getByRole('listbox').getByRole('option')
  await expect.poll(() => offered.allTextContents()).toEqual(['#activities', '#general'])
  await page.keyboard.press('Escape')
  await message.getByRole('button', { name: 'A member' }).click()
  await offered.filter({ hasText: 'Cleo' }).click()

  const { id: cleo } = chat.members.cleo.person
  const resolved = expect.objectContaining({ users: { [cleo]: expect.objectContaining({ username: 'cleo' }) } })
  await expect.poll(() => chat.bot.received.map(({ data }) => data)).toMatchObject([{ values: [cleo], resolved }])
})

test('you can open, correct and submit a form with the keyboard alone', async () => {
  chat.bot.respondWith(({ type }) => (type === 3 ? { type: 9, data: galleryForm } : { type: 6 }))
  const id = await chat.postGallery()
  await page.locator(`#message-${id}`).getByRole('button', { name: 'Primary' }).press('Enter')
  const form = page.getByRole('dialog', { name: 'All kinds of fields' })
  await form.waitFor()
  expect(await findAccessibilityViolations(page)).toEqual([])

  await page.keyboard.type('5')
  await page.keyboard.press('Enter')
  await form.getByText('At least 2 characters.').waitFor()
  await page.keyboard.type('0')
  await page.keyboard.press('Tab')
  for (const key of ['Enter', 'End', 'Enter', 'Tab', 'Space', 'Tab']) await page.keyboard.press(key)
  await page.keyboard.type('For fun')
  for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key)
  await form.waitFor({ state: 'hidden' })

  const fields = chat.bot.received.at(-1)?.data.components as { component?: Json }[]
  expect(fields.map(({ component }) => component?.value ?? component?.values)).toEqual([
    ...[undefined, '50', ['swim'], 'now', 'For fun'],
  ])
})

test('a form that the bot does not answer shows an error and keeps its values', async () => {
  chat.bot.respondWith(({ type }) => (type === 3 ? { type: 9, data: galleryForm } : undefined))
  const id = await chat.postGallery()
  await page.locator(`#message-${id}`).getByRole('button', { name: 'Primary' }).click()
  const form = page.getByRole('dialog', { name: 'All kinds of fields' })
  await form.getByRole('textbox', { name: 'Minutes' }).fill('50')
  await form.getByRole('button', { name: 'Sport' }).press('Enter')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Submit' }).click()

  await page.getByRole('alert').getByText('Something went wrong. Try again.').waitFor()
  expect(await page.getByRole('textbox', { name: 'Minutes' }).inputValue()).toBe('50')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await form.waitFor({ state: 'hidden' })
})

test('an unanswered click shows an error under the message, only to the person who clicked', async () => {
  await chat.bot.post(withButton('An unanswered click'))
  const button = page.getByRole('button', { name: 'Button of An unanswered click' })
  await button.click()
  await expect.poll(() => button.getAttribute('aria-busy')).toBe('true')
  await messageWith('An unanswered click').getByText('The application did not respond').waitFor()
  expect(await button.getAttribute('aria-busy')).toBe(null)

  const joost = await chat.openAs('joost')
  await joost.getByText('An unanswered click', { exact: true }).waitFor()
  expect(await joost.getByText('The application did not respond').count()).toBe(0)
  await joost.close()
})

test('an ephemeral answer to a click is a reply that only that person sees, until they dismiss it', async () => {
  chat.bot.respondWith(() => privately('For your eyes'))
  await chat.bot.post(withButton('A question'))
  await page.getByRole('button', { name: 'Button of A question' }).click()
  const answer = messageWith('For your eyes')
  await answer.getByText('Only you can see this').waitFor()
  await answer.getByRole('button', { name: 'Domestique A question' }).waitFor()

  await page.reload()
  await answer.getByRole('button', { name: 'Dismiss message' }).click()
  await page.getByText('For your eyes').waitFor({ state: 'hidden' })
})
