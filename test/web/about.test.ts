import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { addAboutRoutes } from '../../src/web/about.ts'
import { consentPage } from '../../src/web/pages/consent-page.ts'
import { siteUrls } from '../../src/web/pages/site-urls.ts'
import { createWebApp, textOf } from '../../src/web/server.ts'
import { addStravaButton } from '../../src/web/strava-button.ts'

const newApp = () =>
  createWebApp({
    log: pino({ level: 'silent' }),
    publicUrl: 'https://bot.example.org',
    formTargets: [],
    isRedisUnavailable: () => false,
  })

function aboutApp(
  operator: { name?: string; contact?: string; jurisdiction?: string } = {},
  publicUrl = 'https://bot.example.org',
) {
  const app = newApp()
  const { name, contact, jurisdiction } = operator
  addAboutRoutes(app, { publicUrl, operator: { name, contact, jurisdiction } })
  return async (path: string, language = 'en') =>
    (await app.request(path, { headers: { 'accept-language': language } })).text()
}

describe('the home page', () => {
  test('says what the bot is, and links to what is stored and to the terms of Strava and Discord', async () => {
    const body = await aboutApp()('/')
    expect(body).toContain('Strava for Discord servers')
    expect([...body.matchAll(/href="([^"]+)"/g)].map(([, url]) => url)).toEqual([
      '/assets/icon.svg',
      '/',
      '/privacy',
      'https://www.strava.com/legal/terms',
      'https://www.strava.com/legal/privacy',
      'https://discord.com/terms',
      'https://discord.com/privacy',
      '/terms',
      '/privacy',
    ])
    expect(body).not.toContain('Who runs this bot')
  })

  test.each([
    ['bot@example.org', 'mailto:bot@example.org'],
    ['https://example.org/bot', 'https://example.org/bot'],
  ])('says who runs the bot, and how to reach them by %s', async (contact, url) => {
    const read = aboutApp({ name: 'Wheelers <b>', contact })
    for (const body of [await read('/'), await read('/privacy'), await read('/terms')]) {
      expect(body).toContain('<bdi>Wheelers &lt;b&gt;</bdi>')
      expect(body).toContain(`<a href="${url}"><bdi>${contact}</bdi></a>`)
    }
  })

  test('links to the privacy page if a proxy serves both below a path', async () => {
    expect(await aboutApp({}, 'https://example.org/strava')('/')).toContain('href="/strava/privacy"')
  })

  test("is in the reader's language", async () => {
    const body = await aboutApp()('/', 'de-AT,en;q=0.5')
    expect(body).toContain('<html lang="de" dir="ltr">')
    expect(body).toContain('Strava-Aktivitäten in Discord')
  })
})

test('the privacy page says what is read, stored and shown, and how to delete it', async () => {
  const headings = [...(await aboutApp()('/privacy')).matchAll(/<h\d>(.*?)<\/h\d>/g)].map(([, heading]) => heading)
  expect(headings).toEqual([
    'What the bot reads, stores and shows',
    'What the bot reads',
    'What the bot stores',
    'What the bot shows',
    'How to get a copy',
    'How to delete it',
  ])
})

test('the privacy page says how long data is kept, and names the operator', async () => {
  const body = await aboutApp({ name: 'Invented Wheelers', contact: 'bot@example.org' })('/privacy')
  const retention = Object.fromEntries(
    [...body.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(([, item, time]) => [item, time]),
  )
  expect(retention).toMatchObject({
    'Strava account and name, your language, access tokens': 'until you disconnect',
    'Which stats you hide on Strava, and what is muted': '7 days at most',
    'Activities that were just looked up, without the route (encrypted)': '1 minute at most',
  })
  expect(body.indexOf('Invented Wheelers')).toBeLessThan(body.indexOf('What the bot reads<'))
  expect(body).toContain('/strava data in Discord gives you a file')
})

describe('the terms', () => {
  test('are between the reader and the operator, and name the law that applies', async () => {
    const body = await aboutApp({ name: 'Wheelers <b>', jurisdiction: 'Invented <i>' })('/terms')
    expect(body).toContain('These terms are between you and Wheelers &lt;b&gt;, who runs this bot.')
    expect(body).toContain('The law of this place applies: Invented &lt;i&gt;.')
    expect(body).toContain('/strava unlink ends your use at any time')
  })

  test('name neither the operator nor a law if they are not set', async () => {
    const body = await aboutApp()('/terms')
    expect(body).toContain('These terms are between you and the people who run this bot.')
    expect(body).not.toContain('The law of this place')
  })
})

describe("Strava's own button", () => {
  const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><style>path{fill:#fc5200}</style></svg>'
  const publicUrl = 'https://example.org/strava'

  test('is served unchanged, and cannot run scripts', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'domestique-button-')), 'button.svg')
    await writeFile(file, SVG)
    const app = newApp()
    expect(await addStravaButton(app, { publicUrl, file })).toBe('/strava/assets/strava-button')
    const response = await app.request('/assets/strava-button')
    expect(await response.text()).toBe(SVG)
    expect(response.headers.get('content-type')).toBe('image/svg+xml')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    )
  })

  test('replaces ours, with the same label', async () => {
    const app = newApp()
    const account = { name: 'Ana', username: 'ana' }
    const input = {
      account,
      guild: undefined,
      choiceMissing: false,
      visit: '',
      stravaButtonUrl: '/button',
      urls: siteUrls('https://bot.example.org'),
    }
    app.get('/consent', (context) => context.html(consentPage(textOf(context), input)))
    expect(await (await app.request('/consent')).text()).toContain(
      '<button type="submit" class="strava"><img src="/button" alt="Connect with Strava"></button>',
    )
  })

  test('that cannot be read prevents the start', async () => {
    const file = join(tmpdir(), 'no-such-folder', 'button.png')
    await expect(addStravaButton(newApp(), { publicUrl, file })).rejects.toThrow(
      `STRAVA_BUTTON_FILE cannot be read (ENOENT): ${file}`,
    )
  })
})
