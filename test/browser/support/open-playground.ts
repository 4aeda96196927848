import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../../../sandbox/chromium.ts'
import { startPlayground } from '../../../sandbox/playground/playground.ts'

export type OpenPlayground = Awaited<ReturnType<typeof openPlayground>>

/** The playground, as `npm run demo -- --serve` starts it, and a browser. */
export async function openPlayground() {
  const playground = await startPlayground({ withProgress: (_, work) => work })
  const browser: Browser = await launchChromium()
  const consoleErrors: string[] = []
  return {
    environment: playground.world.environment,
    /** What browsers complained of, on all pages. */
    consoleErrors,
    browser,
    url: playground.url,
    async openPage(viewport = { width: 1280, height: 800 }): Promise<Page> {
      const page = await browser.newPage({ viewport })
      page.on('console', (message) => message.type() === 'error' && consoleErrors.push(message.text()))
      page.on('pageerror', ({ message }) => consoleErrors.push(message))
      await page.goto(playground.url)
      return page
    },
    async close() {
      await browser.close()
      await playground.close()
    },
  }
}
