import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Playground } from '../playground/playground.ts'
import { DESKTOP, PHONE, toWebp } from './camera.ts'

type ColorScheme = 'light' | 'dark'
type Device = 'desktop' | 'phone'

/** The viewports of each picture, which is taken in both color schemes. */
const DEVICES: Partial<Record<Device, typeof PHONE>> = { desktop: DESKTOP, phone: PHONE }
const SCHEMES: readonly ColorScheme[] = ['light', 'dark']

/** By file name. */
export type Pictures = Map<string, Buffer>

async function takeEverywhere(page: Page, name: string, pictures: Pictures, devices = DEVICES): Promise<void> {
  for (const [device, viewport] of Object.entries(devices)) {
    await page.setViewportSize(viewport)
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme })
      pictures.set(`${name}-${device}-${colorScheme}.webp`, await toWebp(await page.screenshot()))
    }
  }
}

/** The chat and the steps inside the program, after a member looks up activities. */
async function visitChat(context: BrowserContext, { url, world }: Playground, pictures: Pictures): Promise<void> {
  const { members, discord } = world.environment
  const { person } = members.mira
  const [channel] = discord.guilds()[0]?.channels() ?? []
  if (!channel) throw new Error('The club has no channel')
  const page = await context.newPage()
  await page.addInitScript(`sessionStorage.setItem('person', '${person.id}')`)
  await page.goto(url)
  await page.getByRole('button', { name: 'Got it' }).click()
  await person.runCommand(channel, '/strava recent count:3').waitForReply()
  await page.getByText('Latest activities of').waitFor()
  await takeEverywhere(page, 'playground', pictures)
  await page.setViewportSize(DESKTOP)
  await page.getByRole('button', { name: 'What happens inside' }).click()
  await takeEverywhere(page, 'playground-inside', pictures, { desktop: DESKTOP })
  await page.close()
}

/** The bot's own pages, in the order a connecting member sees them. */
async function visitPages(context: BrowserContext, { world }: Playground, pictures: Pictures): Promise<void> {
  const { members, discord } = world.environment
  const [channel] = discord.guilds()[0]?.channels() ?? []
  if (!channel || !members.tendai.athlete) throw new Error('The club has no channel, or Tendai no athlete')
  const answer = await members.tendai.person.runCommand(channel, '/strava link').waitForReply()
  const page = await context.newPage()
  await page.goto(answer.links()[0]?.url ?? '')
  await takeEverywhere(page, 'page-connect', pictures)
  await page.locator('input[value="ask"]').check()
  await page.locator('form button').click()
  await page.getByRole('link', { name: members.tendai.athlete.firstname }).click()
  await takeEverywhere(page, 'page-strava', pictures)
  await page.getByRole('button', { name: 'Authorize' }).click()
  await page.locator('svg.done').waitFor()
  await takeEverywhere(page, 'page-connected', pictures)
  await page.goto(`${world.publicUrl()}/privacy`)
  await takeEverywhere(page, 'page-privacy', pictures)
  await page.goto(`${world.publicUrl()}/connect/used`)
  await takeEverywhere(page, 'page-expired', pictures)
  await page.close()
}

const openContext = (browser: Browser) => browser.newContext({ viewport: DESKTOP, deviceScaleFactor: 1.5 })

/** The page that comes after the consent page at this address. */
export async function takeFullPage(browser: Browser, name: string, connectUrl: string): Promise<Pictures> {
  const pictures: Pictures = new Map()
  const context = await openContext(browser)
  const page = await context.newPage()
  await page.goto(connectUrl)
  await page.locator('input[value="auto"]').check()
  await page.locator('form button').click()
  await page.locator('form').waitFor({ state: 'detached' })
  await takeEverywhere(page, name, pictures)
  await context.close()
  return pictures
}

/** The playground, and the bot's own pages in it. */
export async function takeTour(browser: Browser, playground: Playground): Promise<Pictures> {
  const pictures: Pictures = new Map()
  const context = await openContext(browser)
  await visitChat(context, playground, pictures)
  await visitPages(context, playground, pictures)
  await context.close()
  return pictures
}
