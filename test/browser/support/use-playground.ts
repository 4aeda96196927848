import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { type Playground, startPlayground } from '../../../sandbox/playground/playground.ts'
import type { PlaygroundEnvironment } from '../../../sandbox/playground/playground-environment.ts'
import { useBrowser } from './use-browser.ts'

/** A phone that is touched. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const DESK = { viewport: { width: 1280, height: 800 } }

export type MemberName = keyof PlaygroundEnvironment['members']

/**
 * The playground, as `npm run demo -- --serve` starts it, and a browser, for the tests of a file. Unless a script sends instead of the program,
 * nothing may be sent that Discord or Strava would refuse.
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
    /** The address of the page. */
    get url() {
      return running().url
    },
    get environment() {
      return running().world.environment
    },
    openContext: browser.openContext,
    /** The page in a browser of its own, as the first person or another sees it. */
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
