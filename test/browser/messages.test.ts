import type { Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import { findAccessibilityViolations } from './support/axe.ts'
import { picture } from './support/scripted-bot.ts'
import { line, privately, useChat } from './support/use-chat.ts'

const chat = useChat()
let page: Page

beforeEach(async () => {
  chat.bot.respondWith(() => undefined)
  page = await chat.openAs('mira')
})

/** The newest message with this text. */
const messageWith = (content: string) => page.getByRole('article').filter({ hasText: content }).last()

test('a message with every component is shown without accessibility problems in light and dark mode', async () => {
  const id = await chat.postGallery()
  const message = page.locator(`#message-${id}`)

  await message.getByRole('heading', { name: 'Middle' }).waitFor()
  await message.getByRole('img', { name: 'Map 2' }).waitFor()
  for (const name of ['Primary', 'Secondary', 'Success', 'Danger', 'At the side', '@Joost', '#activities'])
    expect(await message.getByRole('button', { name }).first().isVisible(), name).toBe(true)
  for (const name of ['One sport', 'Two sports', 'A member', 'A role', 'Anybody', 'A text channel'])
    expect(await message.getByRole('button', { name }).isVisible(), name).toBe(true)
  expect(await message.getByRole('button', { name: 'Disabled' }).isDisabled()).toBe(true)
  expect(await message.getByText('1 minute ago').isVisible()).toBe(true)
  expect(await message.getByRole('link', { name: 'notes.txt' }).getAttribute('download')).toBe('notes.txt')
  expect(await message.getByRole('img', { name: 'Profile picture' }).getAttribute('title')).toContain('invented face')
  expect(await message.locator('.unknown').allTextContents()).toEqual([])
  expect(await findAccessibilityViolations(page)).toEqual([])

  const dark = await chat.openAs('mira', 'dark')
  await dark.locator(`#message-${id}`).getByRole('heading', { name: 'Middle' }).waitFor()
  expect(await findAccessibilityViolations(dark)).toEqual([])
  await dark.close()
})

test('an unknown component is marked in its place', async () => {
  const id = await chat.bot.post(line('Before the unknown'))
  const message = chat.activities.messages().find((one) => one.id === id)
  // Discord accepts no such component from bots today.
  message?.components.push({ type: 99, id: 99 })
  await chat.bot.post(line('The next message'))

  await page.locator(`#message-${id}`).getByText('A component of type 99, which this page can’t show').waitFor()
})

test('a picture opens in full size with its description, and Escape closes it', async () => {
  const id = await chat.postGallery()
  await page.locator(`#message-${id}`).getByRole('button', { name: 'Map 1' }).press('Enter')

  const lightbox = page.getByRole('dialog', { name: 'Picture' })
  await lightbox.getByRole('img', { name: 'Map 1' }).waitFor()
  await lightbox.getByRole('button', { name: 'Next' }).press('Enter')
  await lightbox.getByRole('img', { name: 'Map 2' }).waitFor()
  await page.keyboard.press('Escape')
  await lightbox.waitFor({ state: 'hidden' })
})

test('a link to an invented activity shows a warning before it opens Strava', async () => {
  const id = await chat.postGallery()
  await page.locator(`#message-${id}`).getByRole('link', { name: 'View on Strava' }).click()

  const notice = page.getByRole('dialog', { name: 'This would open strava.com' })
  await notice.getByRole('button', { name: 'Stay here' }).click()
  await notice.waitFor({ state: 'hidden' })
})

test('edits and deletions appear as they happen', async () => {
  const id = await chat.bot.post(line('As it was'))
  const message = page.locator(`#message-${id}`)
  await message.getByText('As it was').waitFor()

  await chat.bot.edit(id, line('As it is now'))
  await message.getByText('As it is now').waitFor()
  await message.getByText('(edited)').waitFor()
  await chat.bot.remove(id)
  await message.waitFor({ state: 'hidden' })
})

test('new messages do not scroll the page while you read older ones, and a button jumps to them', async () => {
  await chat.bot.post(line(Array.from({ length: 60 }, (_, index) => `Line ${index}`).join('\n')))
  await page.getByText('Line 59').waitFor()
  await page.getByRole('log', { name: 'Messages' }).evaluate((log) => log.scrollTo(0, 0))
  await chat.bot.post(line('Far below'))
  await page.getByRole('button', { name: 'New messages' }).click()

  await expect
    .poll(() => page.getByText('Far below').evaluate((text) => text.getBoundingClientRect().top))
    .toBeLessThan(700)
  await page.getByRole('button', { name: 'New messages' }).waitFor({ state: 'hidden' })
})

test('the message menu has the bot’s commands, and opens with the keyboard or a right click', async () => {
  chat.bot.respondWith(() => privately('Seen'))
  const id = await chat.bot.post(line('Something to ask about'))
  const message = page.locator(`#message-${id}`)
  await message.getByText('Something to ask about').click({ button: 'right' })
  await page.getByRole('menu', { name: 'Message' }).waitFor()
  await page.keyboard.press('Escape')

  await message.getByRole('button', { name: 'More' }).press('Enter')
  const [command = ''] = await page.getByRole('menuitem').allTextContents()
  await page.keyboard.press('Enter')
  await messageWith('Seen').getByText(`used ${command}`).waitFor()
  expect(chat.bot.received.at(-1)?.data).toMatchObject({ type: 3, target_id: id })
})

test('only admins can delete a message', async () => {
  const id = await chat.bot.post(line('Not to stay'))
  await page.locator(`#message-${id}`).getByRole('button', { name: 'More' }).press('Enter')
  await page.getByRole('menuitem').first().waitFor()
  expect(await page.getByRole('menuitem', { name: 'Delete message' }).count()).toBe(0)

  const cleo = await chat.openAs('cleo')
  await cleo.locator(`#message-${id}`).getByText('Not to stay').click({ button: 'right' })
  await cleo.getByRole('menuitem', { name: 'Delete message' }).click()
  await page.locator(`#message-${id}`).waitFor({ state: 'hidden' })
  await cleo.close()
})

test('a mention opens the profile card of that member', async () => {
  const id = await chat.postGallery()
  await page.locator(`#message-${id}`).getByRole('button', { name: '@Joost' }).first().press('Enter')
  const card = page.getByRole('dialog', { name: 'About Joost' })
  await card.getByText('Europe/Brussels').waitFor()
  await page.keyboard.press('Escape')
  await card.waitFor({ state: 'hidden' })
})

test('a message without components shows its text, its files and its embeds', async () => {
  const embed = { title: 'An embed', description: 'With *words*', fields: [{ name: 'Distance', value: '**8** km' }] }
  const attachments = [{ id: 0, filename: 'map.png', description: 'A map' }]
  const body = {
    content: 'As bots **used to** write',
    embeds: [embed],
    attachments: [...attachments, { id: 1, filename: 'ride.gpx' }],
  }
  const id = await chat.bot.post(body, { 'map.png': picture('#d9480f'), 'ride.gpx': new Blob(['<gpx/>']) })

  const message = page.locator(`#message-${id}`)
  for (const text of ['used to', 'An embed', 'words', '6 bytes'])
    await message.getByText(text, { exact: true }).waitFor()
  await message.getByRole('img', { name: 'A map' }).waitFor()
  expect(await message.getByRole('definition').textContent()).toBe('8 km')
})

test('a deferred command shows “thinking…”, and an unanswered one shows an error until it is dismissed', async () => {
  const { person } = chat.members.mira
  chat.bot.respondWith(() => ({ type: 5, data: { flags: 1 << 6 } }))
  const taken = person.runCommand(chat.activities, '/strava stats')
  await messageWith('used /strava stats').getByText('Domestique is thinking…').waitFor()
  await taken.waitForResponse()

  chat.bot.respondWith(() => undefined)
  const failed = messageWith('used /strava recent')
  const isShown = failed.getByText('Sending command…').waitFor()
  person.runCommand(chat.activities, '/strava recent')
  await isShown
  await failed.getByText('The application did not respond').waitFor()
  await failed.getByRole('button', { name: 'Dismiss message' }).click()
  await failed.waitFor({ state: 'hidden' })
})
