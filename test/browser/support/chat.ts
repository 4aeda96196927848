import type { Locator, Page } from 'playwright-core'
import { sendCommand } from './send-command.ts'

/** The messages in the open channel. */
export const messages = (page: Page): Locator => page.getByRole('log', { name: 'Messages' }).getByRole('article')

/** The newest message in the open channel with this text. */
export const messageWith = (page: Page, text: string | RegExp): Locator =>
  messages(page).filter({ hasText: text }).last()

/** Sends a command and waits for the message that answers it. */
export async function ask(page: Page, command: string): Promise<Locator> {
  const last = await messages(page).last().getAttribute('id')
  await sendCommand(page, command)
  const answer = page.locator(`li:has(#${last}) ~ li article[id]:has(.origin-command):not(:has(.thinking))`)
  return page.locator(`#${await answer.last().getAttribute('id')}`)
}

/** Opens a channel of a server from the lists on the left, or from the Channels screen on a phone. */
export async function openChannel(page: Page, guild: string, channel: string): Promise<void> {
  const screen = page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Channels' })
  if (await screen.isVisible()) await screen.click()
  await page.getByRole('navigation', { name: 'Servers' }).getByRole('button', { name: guild }).click()
  await page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name: channel }).click()
}

/** Follows a link that opens in a new tab. */
export async function follow(page: Page, link: Locator): Promise<Page> {
  const [opened] = await Promise.all([page.waitForEvent('popup'), link.click()])
  return opened
}
