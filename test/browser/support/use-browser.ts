import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { launchChromium } from '../../../sandbox/chromium.ts'

/** Chromium's console message for an HTTP error. */
const STATUS_LINE = /^Failed to load resource: the server responded with a status of \d+ /

/** Collects the console errors and uncaught exceptions of all pages of a context. */
function watchConsole(context: BrowserContext) {
  const errors: { text: string; url: string }[] = []
  const pages = new Set<string>()
  context.on('response', (response) => {
    if (response.request().isNavigationRequest()) pages.add(response.url())
  })
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push({ text: message.text(), url: message.location().url })
  })
  context.on('weberror', (error) => errors.push({ text: String(error.error()), url: '' }))
  return () => errors.splice(0).filter(({ text, url }) => !(STATUS_LINE.test(text) && pages.has(url)))
}

/**
 * A browser for the tests of a file. A test fails if a page logs a console error, other than Chromium's message that the page itself has an
 * HTTP error. Contexts are closed after each test.
 */
export function useBrowser() {
  let browser: Browser | undefined
  const watched = new Set<() => { text: string; url: string }[]>()
  let opened: BrowserContext[] = []

  beforeAll(async () => {
    browser = await launchChromium()
  })
  beforeEach(() => {
    opened = []
  })
  afterEach(async () => {
    const errors = [...watched].flatMap((read) => read())
    await Promise.all(opened.map((context) => context.close()))
    expect(errors).toEqual([])
  })
  afterAll(() => browser?.close())

  return {
    async openContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
      if (!browser) throw new Error('the browser is started before the tests of a file')
      const context = await browser.newContext(options)
      watched.add(watchConsole(context))
      opened.push(context)
      return context
    },
  }
}
