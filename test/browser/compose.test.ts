import type { Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import { findAccessibilityViolations } from './support/axe.ts'
import { sendCommand } from './support/send-command.ts'
import { PHONE, usePlayground } from './support/use-playground.ts'

const playground = usePlayground()

const composer = (page: Page) => page.getByRole('combobox', { name: /^Message / })

async function become(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /switch user/i }).click()
  await page.getByRole('dialog').getByRole('button', { name }).click()
  await page.getByRole('button', { name: `${name} Switch user` }).waitFor()
}

const commands = () => playground.environment.discord.interactions().filter(({ isAutocomplete }) => !isAutocomplete)

let sentBefore = 0
beforeEach(() => {
  sentBefore = commands().length
})

/** The bot's answer to the command that the test just sent. */
async function lastAnswer(): Promise<string> {
  await expect.poll(() => commands().length).toBeGreaterThan(sentBefore)
  sentBefore = commands().length
  const last = commands().at(-1)
  await last?.waitForReply()
  return `/${last?.commandName}: ${last?.text()}`
}

const descriptionOf = (locale: string) => {
  const strava = playground.environment.discord.commands().find(({ name }) => name === 'strava')
  const [link] = (strava?.options ?? []) as { description_localizations: Record<string, string> }[]
  return link?.description_localizations[locale] ?? ''
}

test('you can find a command, fill in an option and send it with the keyboard alone', async () => {
  const page = await playground.openPage()
  await become(page, 'Mira')
  await composer(page).focus()

  await page.keyboard.type('/rec')
  await page.getByRole('option', { name: '/strava recent', selected: true }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.type('11')
  await page.keyboard.press('Enter')
  await page.getByText('Number must be less than or equal to 10.').waitFor()
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')

  expect(await lastAnswer()).toContain('/strava recent:')
  await composer(page).waitFor()
  expect(await composer(page).evaluate((field) => field.matches(':focus'))).toBe(true)
})

test('a command without a required option shows an error, and is sent once the option is filled in', async () => {
  const page = await playground.openPage()
  await become(page, 'Cleo')
  await composer(page).fill('/feed add')
  await page.keyboard.press('Enter')

  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: 'channel' }).waitFor()
  await page.keyboard.type('gen')
  await page.getByText('Input a valid channel.').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Send' }).click()

  expect(await lastAnswer()).toContain('New activities will be posted in #general')
})

test('you can choose one of the bot’s suggestions, and a search without results says so', async () => {
  const page = await playground.openPage()
  await become(page, 'Mira')
  await composer(page).fill('/strava activity ')

  await page.keyboard.type('no such name anywhere')
  await page.getByText('No options match your search.').waitFor()
  await page.getByRole('combobox', { name: 'activity' }).fill('river')
  await page.getByRole('option', { name: 'Easy miles along the river' }).click()
  await page.keyboard.press('Enter')

  expect(await lastAnswer()).toContain('Easy miles along the river')
})

test('typing filters the choices of an option', async () => {
  const page = await playground.openPage()
  await become(page, 'Mira')
  await composer(page).fill('/strava units ')
  await page.keyboard.type('system:')
  await page.keyboard.type('mil')
  await page.getByRole('listbox', { name: 'system' }).getByRole('option', { name: 'miles' }).click()
  await page.keyboard.press('Enter')

  expect(await lastAnswer()).toMatch(/\/strava units: .*miles/s)
})

test.each([
  ['Deutsch', 'de'],
  ['日本語', 'ja'],
])('command descriptions are shown in %s', async (language, locale) => {
  const page = await playground.openPage()
  await become(page, 'Joost')

  await page.getByRole('combobox', { name: 'Language' }).selectOption(language)
  await page.getByRole('button', { name: 'Apps' }).click()
  await page.getByRole('option', { name: descriptionOf(locale) }).click()
  await page.getByRole('button', { name: 'Send' }).click()

  expect(await lastAnswer()).toContain('/strava link:')
})

test('only admins are offered the admin commands', async () => {
  const page = await playground.openPage()
  await composer(page).fill('/strava-admin')
  await page.getByText('No command here matches “/strava-admin”.').waitFor()

  await become(page, 'Cleo')
  await composer(page).fill('/strava-admin')
  await page.getByRole('option', { name: '/strava-admin status' }).waitFor()
})

test('a command that Discord rejects stays in the composer, with the reason', async () => {
  const page = await playground.openPage()
  await become(page, 'Cleo')
  const { wheelers } = playground.environment
  const channel = wheelers.addChannel({ name: 'short-lived' })
  await page.getByRole('button', { name: 'short-lived' }).waitFor()
  await composer(page).fill('/strava-admin feed add ')
  await page.keyboard.type('short-lived')
  await page.keyboard.press('Enter')

  wheelers.removeChannel(channel)
  await page.getByRole('button', { name: 'short-lived' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Send' }).click()

  await page.getByRole('alert').filter({ hasText: 'there is no such channel' }).waitFor()
  expect(await page.getByRole('combobox', { name: 'channel' }).inputValue()).toBe('#short-lived')
})

test('an ordinary message is not sent, and the page says that only commands work', async () => {
  const page = await playground.openPage()
  await composer(page).fill('hello')
  await page.keyboard.press('Enter')
  await page.getByText('You can only use commands here: type /').waitFor()
  expect(await composer(page).inputValue()).toBe('hello')
})

test('on a phone, everything is large enough to tap, and nothing is wider than the screen', async () => {
  const page = await playground.openPage(PHONE)
  await page.getByRole('button', { name: 'Apps' }).click()
  await page.getByRole('option', { name: '/strava recent' }).click()
  const small = await page
    .locator('.composer :is(button, input), .phone-bar button, .chat-header button, .welcome button')
    .evaluateAll((all) =>
      all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML),
    )
  expect(small).toEqual([])
  expect(await page.locator('html').evaluate(({ scrollWidth }) => scrollWidth)).toBe(PHONE.viewport.width)
  await page.getByRole('button', { name: 'Send' }).click()
  expect(await lastAnswer()).toContain('/strava recent:')

  await page.getByRole('button', { name: 'Channels' }).click()
  await page.getByRole('button', { name: 'general' }).click()
  await page.getByRole('heading', { name: 'general' }).waitFor()
})

test('on a phone, you can switch to another member from their profile card', async () => {
  const page = await playground.openPage(PHONE)
  await page.getByRole('button', { name: 'Members' }).click()
  await page.getByRole('button', { name: 'Joost' }).click()
  await page.getByRole('button', { name: 'Be Joost' }).click()
  await page.getByRole('button', { name: 'Chat' }).click()
  await page.getByRole('button', { name: 'You are Joost: switch user' }).waitFor()
})

test('a channel with new messages is marked until it is opened', async () => {
  const page = await playground.openPage()
  await page.getByRole('button', { name: 'Sunday Strollers' }).click()
  await page.getByRole('heading', { name: 'Sunday Strollers' }).waitFor()
  playground.environment.members.mira.athlete?.createActivity({ sport_type: 'Run', name: 'Before breakfast' })

  await page.getByRole('button', { name: 'Invented Wheelers, new messages' }).click()
  await page.getByRole('button', { name: 'general' }).click()
  await page.getByRole('button', { name: 'activities', exact: true }).waitFor()
})

test.each(['light', 'dark'] as const)('composing a command is accessible in %s mode', async (scheme) => {
  const page = await playground.openPage()
  await page.getByRole('combobox', { name: 'Colours' }).selectOption(scheme)
  await page.getByRole('button', { name: 'Apps' }).click()
  expect(await findAccessibilityViolations(page)).toEqual([])
  await composer(page).fill('/strava recent ')
  await page.keyboard.type('count:99')
  await page.keyboard.press('Enter')
  await page.getByText('Number must be less than or equal to 10.').waitFor()
  expect(await findAccessibilityViolations(page)).toEqual([])
  await page.getByRole('tab', { name: 'Members' }).click()
  await page.getByRole('button', { name: /switch user/i }).click()
  expect(await findAccessibilityViolations(page)).toEqual([])
})

test('the first steps work, and stay hidden once they are dismissed', async () => {
  const page = await playground.openPage()
  await page.getByRole('button', { name: 'Show recent activities' }).click()
  expect(await lastAnswer()).toContain('/strava recent:')
  const { activities } = playground.environment
  const before = activities.messages().length
  await page.getByRole('button', { name: 'Have someone finish a run' }).click()
  await expect.poll(() => activities.messages().length).toBe(before + 1)

  await page.getByRole('button', { name: 'Got it' }).click()
  await page.reload()
  await composer(page).waitFor()
  expect(await page.getByRole('button', { name: 'Got it' }).count()).toBe(0)
  await sendCommand(page, '/strava link')
  expect(await lastAnswer()).toContain('/strava link:')
})
