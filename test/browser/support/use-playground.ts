import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { type Playground, startPlayground } from '../../../sandbox/playground/playground.ts'
import type { PlaygroundEnvironment } from '../../../sandbox/playground/playground-environment.ts'
import { useBrowser } from './use-browser.ts'

/** A phone with a touch screen. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const DESK = { viewport: { width: 1280, height: 800 } }

export type MemberName = keyof PlaygroundEnvironment['members']

/**
 * The playground, as `npm run demo -- --serve` starts it, and a browser, for the tests of a file. A test fails if the program sends something
 * that Discord or Strava would reject; a scripted bot isn't checked.
 */
export function usePlayground({ isScripted = false } = {}) {
  const browser = useBrowser()
  let current: Playground | undefined

  const running = () => {
    if (!current) throw new Error('the playground is started before the tests of a file')
    return current
  }
  beforeAll(async () => {
    current = await startPlayground({ withProgress: (_, work) => work }, {}, { isClientBuilt: true })
  })
  afterEach(() => {
    const { strava, discord } = running().world.environment
    if (isScripted) return
    expect([...strava.complaints, ...discord.complaints]).toEqual([])
  })
  afterAll(() => current?.close())

  return {
    get url() {
      return running().url
    },
    get environment() {
      return running().world.environment
    },
    openContext: browser.openContext,
    /** Opens the page in its own browser context, as `who` or otherwise the first member. */
    async openPage({ who, ...options }: BrowserContextOptions & { who?: MemberName } = {}): Promise<Page> {
      const page = await (await browser.openContext({ ...DESK, ...options })).newPage()
      if (who) {
        const { id } = running().world.environment.members[who].person
        await page.addInitScript({ content: `sessionStorage.setItem('person', '${id}')` })
      }
      await page.goto(running().url)
      return page
    },
  }
}
