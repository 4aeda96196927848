import type { Page } from 'playwright-core'

/** Types a command with its options, such as `/strava recent count:3`, and sends it. */
export async function sendCommand(page: Page, line: string): Promise<void> {
  await page.getByRole('combobox', { name: /^Message / }).fill(`${line} `)
  await page.keyboard.press('Enter')
}
