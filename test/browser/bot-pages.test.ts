import type { Page, Response } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import type { AthleteHandle } from '../../sandbox/strava/index.ts'
import { languages } from '../../src/i18n/translator.ts'
import { createLog } from '../../src/logger.ts'
import { addAboutRoutes } from '../../src/web/about.ts'
import { createWebApp, listen } from '../../src/web/server.ts'
import { useTestEnv } from '../support/use-test-env.ts'
import { findAccessibilityViolations } from './support/axe.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()
const testEnv = useTestEnv({ strava: { capacity: 3 } })

const WIDE = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }

/** Colour schemes and screen sizes to check, by language. */
const LOOKS = {
  en: [
    { colorScheme: 'light', viewport: WIDE },
    { colorScheme: 'dark', viewport: PHONE },
  ],
  de: [{ colorScheme: 'light', viewport: PHONE }],
  ja: [{ colorScheme: 'dark', viewport: WIDE }],
} as const

const address = (path: string) => `http://127.0.0.1:${testEnv.port}${path}`

async function connectUrlOf(who: Person): Promise<string> {
  const answer = await testEnv.runCommand(who, '/strava link')
  return answer.links()[0]?.url ?? ''
}

/** Opens a member's connect link and continues to Strava. */
async function begin(page: Page, who: Person) {
  await page.goto(await connectUrlOf(who))
  await submit(page)
}
async function submit(page: Page) {
  await page.getByRole('radio').nth(1).check()
  await page.getByRole('button').click()
}

const authorize = (page: Page) => page.getByRole('button', { name: 'Authorize' }).click()

const ana = () => testEnv.addPerson('ana', { globalName: 'Ana' })

function signIn(athlete: AthleteHandle = testEnv.strava.addAthlete({ firstname: 'Ana', lastname: 'Invented' })) {
  testEnv.strava.setSignedInAthlete(athlete.id)
}

/** A server with a page that throws an unexpected error. */
async function serveFailure(): Promise<string> {
  const publicUrl = 'http://127.0.0.1'
  const log = createLog('silent')
  const app = createWebApp({ log, publicUrl, formTargets: [], isRedisUnavailable: () => false })
  addAboutRoutes(app, { publicUrl, operator: { name: undefined, contact: undefined, jurisdiction: undefined } })
  app.get('/fails', () => {
    throw new Error('invented')
  })
  const { port, close } = await listen(app, { host: '127.0.0.1', port: 0 })
  onTestFinished(close)
  return `${publicUrl}:${port}/fails`
}

/** How to open each page, its HTTP status and its heading. */
const PAGES: Record<string, { status: number; heading: string; open(page: Page): Promise<unknown> }> = {
  'the bot': {
    status: 200,
    heading: 'Strava activities in Discord',
    open: (page) => page.goto(address('/')),
  },
  privacy: {
    status: 200,
    heading: 'What the bot reads, stores and shows',
    open: (page) => page.goto(address('/privacy')),
  },
  'the terms of use': { status: 200, heading: 'Terms of use', open: (page) => page.goto(address('/terms')) },
  'a missing page': { status: 404, heading: 'Page not found', open: (page) => page.goto(address('/nothing-here')) },
  'an expired link': {
    status: 410,
    heading: 'This link has expired',
    open: (page) => page.goto(address('/connect/made-up')),
  },
  connecting: {
    status: 200,
    heading: 'Connect your Strava account',
    open: async (page) => page.goto(await connectUrlOf(ana())),
  },
  'connecting without a choice': {
    status: 400,
    heading: 'Connect your Strava account',
    async open(page) {
      await page.goto(await connectUrlOf(ana()))
      for (const radio of await page.getByRole('radio').all())
        await radio.evaluate((input) => input.removeAttribute('required'))
      await page.getByRole('button').click()
      await page.getByRole('alert').waitFor()
    },
  },
  'a link opened in another browser': {
    status: 403,
    heading: 'Other browser, or link already used',
    async open(page) {
      const address = await connectUrlOf(ana())
      const elsewhere = await (await browser.openContext()).newPage()
      for (const one of [elsewhere, page]) {
        await one.goto(address)
        await submit(one)
      }
    },
  },
  'a cancelled connection': {
    status: 200,
    heading: 'Nothing was connected',
    async open(page) {
      signIn()
      await begin(page, ana())
      await page.getByRole('button', { name: 'Cancel' }).click()
    },
  },
  'a missing permission': {
    status: 403,
    heading: 'A permission is missing',
    async open(page) {
      signIn()
      await begin(page, ana())
      await page.getByRole('checkbox', { name: 'View data about your activities' }).uncheck()
      await authorize(page)
    },
  },
  'a successful connection': {
    status: 200,
    heading: 'Connected',
    async open(page) {
      signIn()
      await begin(page, ana())
      await authorize(page)
    },
  },
  "someone else's account": {
    status: 409,
    heading: 'This Strava account is already connected',
    async open(page) {
      signIn((await testEnv.addMember('bo')).athlete)
      await begin(page, ana())
      await authorize(page)
    },
  },
  'a second account': {
    status: 409,
    heading: 'Another account is connected',
    async open(page) {
      const { who } = await testEnv.addMember('ana')
      signIn()
      await begin(page, who)
      await authorize(page)
    },
  },
  'the waiting list': {
    status: 409,
    heading: 'All Strava seats are taken',
    async open(page) {
      await page.goto(await connectUrlOf(ana()))
      for (const name of ['bo', 'cem', 'dee']) await testEnv.addMember(name)
      await submit(page)
    },
  },
  'a Strava outage': {
    status: 502,
    heading: "Strava didn't answer",
    async open(page) {
      signIn()
      await begin(page, ana())
      testEnv.strava.failNext(10, '503', { kind: 'token' })
      await authorize(page)
    },
  },
  'an unexpected error': {
    status: 500,
    heading: 'Something went wrong',
    open: async (page) => page.goto(await serveFailure()),
  },
}

/** The security headers are set, and the page has no scripts or inline styles. */
async function expectSafe(page: Page, response: Response | null) {
  const headers = (await response?.allHeaders()) ?? {}
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/)
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
  })
  expect(await page.locator('script, [onclick], [onload], [onsubmit], [style]').count()).toBe(0)
}

describe.each(Object.entries(PAGES))('the page about %s', (_, { status, heading, open }) => {
  test('is accessible in light and dark mode, on a phone and in three languages, and runs no scripts', async () => {
    const context = await browser.openContext()
    const page = await context.newPage()
    await open(page)
    await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
    const headings = new Set<string>()
    for (const [language, looks] of Object.entries(LOOKS)) {
      await context.setExtraHTTPHeaders({ 'accept-language': language })
      const response = await page.reload()
      expect(response?.status()).toBe(status)
      await expectSafe(page, response)
      expect(await page.locator('html').getAttribute('lang')).toBe(language)
      headings.add((await page.getByRole('heading', { level: 1 }).textContent()) ?? '')
      for (const { colorScheme, viewport } of looks) {
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme })
        expect(await findAccessibilityViolations(page)).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width)
      }
    }
    expect(headings.size).toBe(3)
  })
})

test('no supported language is written from right to left', () => {
  expect(languages().filter((language) => /^(ar|fa|he|ur)/.test(language))).toEqual([])
})

test('you can read about the bot and connect Strava without JavaScript', async () => {
  const page = await (await browser.openContext({ javaScriptEnabled: false, viewport: PHONE })).newPage()
  signIn()
  await page.goto(await connectUrlOf(ana()))
  await page.getByText('What the bot reads, stores and shows').click()
  await page.getByRole('heading', { name: 'How to delete it' }).waitFor()
  await page.getByRole('button').click()
  await page.getByRole('heading', { name: 'Connect your Strava account' }).waitFor()
  await submit(page)
  await page.getByRole('button', { name: 'Authorize' }).click()
  await page.getByRole('heading', { level: 1, name: 'Connected' }).waitFor()
  expect(await page.getByRole('link', { name: 'Back to Discord' }).getAttribute('href')).toContain('/channels/')
  for (const [link, heading] of [
    ['Terms of use', 'Terms of use'],
    ['Privacy', 'What the bot reads, stores and shows'],
    ['Domestique', 'Strava activities in Discord'],
  ] as const) {
    await page.getByRole('link', { name: link, exact: true }).click()
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  }
})
