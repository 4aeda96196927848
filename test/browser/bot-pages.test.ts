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

/** How each page is looked at, by its language. */
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

/** Opens somebody's link, and goes on to Strava. */
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

/** An athlete who is signed in at Strava. */
function signIn(athlete: AthleteHandle = testEnv.strava.addAthlete({ firstname: 'Ana', lastname: 'Invented' })) {
  testEnv.strava.setSignedInAthlete(athlete.id)
}

/** A server whose page fails, in the way that nobody foresaw. */
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

/** How to come to each page, its HTTP status and what it is called. */
const PAGES: Record<string, { status: number; heading: string; open(page: Page): Promise<unknown> }> = {
  'what the bot is': {
    status: 200,
    heading: 'Strava activities in Discord',
    open: (page) => page.goto(address('/')),
  },
  privacy: {
    status: 200,
    heading: 'What the bot reads, stores and shows',
    open: (page) => page.goto(address('/privacy')),
  },
  terms: { status: 200, heading: 'Terms of use', open: (page) => page.goto(address('/terms')) },
  'no such page': { status: 404, heading: 'Page not found', open: (page) => page.goto(address('/nothing-here')) },
  'a link that has expired': {
    status: 410,
    heading: 'This link has expired',
    open: (page) => page.goto(address('/connect/made-up')),
  },
  'a link': {
    status: 200,
    heading: 'Connect your Strava account',
    open: async (page) => page.goto(await connectUrlOf(ana())),
  },
  'a link without a choice': {
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
  'another browser': {
    status: 403,
    heading: 'This is another browser',
    async open(page) {
      const address = await connectUrlOf(ana())
      const elsewhere = await (await browser.openContext()).newPage()
      for (const one of [elsewhere, page]) {
        await one.goto(address)
        await submit(one)
      }
    },
  },
  'nothing was connected': {
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
  connected: {
    status: 200,
    heading: 'Connected',
    async open(page) {
      signIn()
      await begin(page, ana())
      await authorize(page)
    },
  },
  'an account of somebody else': {
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
  'Strava is down': {
    status: 502,
    heading: "Strava didn't answer",
    async open(page) {
      signIn()
      await begin(page, ana())
      testEnv.strava.failNext(10, '503', { kind: 'token' })
      await authorize(page)
    },
  },
  'what went wrong': {
    status: 500,
    heading: 'Something went wrong',
    open: async (page) => page.goto(await serveFailure()),
  },
}

/** What an operator's proxy and a member's browser rely on. */
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
  test('keeps nobody out, in light and dark, on a phone, in three languages, and runs no script', async () => {
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

test('none of the languages is written from right to left', () => {
  expect(languages().filter((language) => /^(ar|fa|he|ur)/.test(language))).toEqual([])
})

test('without JavaScript, somebody reads about the bot and connects', async () => {
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
