import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { usePlayground } from './support/use-playground.ts'

const playground = usePlayground()

const ANSWERS = 100

const MAX_DELAY_MS = 1000

/** Message flag: Discord shows “thinking…”. */
const IS_LOADING = 1 << 7

const COMMANDS = [
  ...['/strava recent', '/strava units', '/strava privacy', '/strava help', '/strava recent count:2 private:True'],
]

/** Makes the page record when it first shows each message, ignoring “thinking…”. */
const noteWhenShown = (page: Page) =>
  page.evaluate(`
    globalThis.shownAt = {}
    const look = () => {
      for (const message of document.querySelectorAll('article[id^=message-]'))
        if (!message.querySelector('.thinking')) shownAt[message.id] ??= Date.now()
    }
    new MutationObserver(look).observe(document.querySelector('[role=log]'), { childList: true, subtree: true, characterData: true })
  `)

test('the page shows each of a hundred answers within a second', async () => {
  const { activities, discord, members } = playground.environment
  const page = await playground.openPage({ who: 'mira' })
  await page.getByRole('log').getByRole('article').first().waitFor()
  await noteWhenShown(page)
  const answeredAt = new Map<string, number>()
  const end = discord.onChange(() => {
    for (const { id, flags } of activities.messages(members.mira.person).slice(-5))
      if ((flags & IS_LOADING) === 0 && !answeredAt.has(id)) answeredAt.set(id, Date.now())
  })

  const answers: string[] = []
  for (let count = 0; count < ANSWERS; count += 1) {
    const command = COMMANDS[count % COMMANDS.length] ?? ''
    const { id } = await members.mira.person.runCommand(activities, command).waitForReply()
    answers.push(id)
  }
  end()
  await page.locator(`#message-${answers.at(-1)}:not(:has(.thinking))`).waitFor()

  const shownAt = (await page.evaluate('shownAt')) as Record<string, number>
  const delayOf = (id: string) => (shownAt[`message-${id}`] ?? Number.POSITIVE_INFINITY) - (answeredAt.get(id) ?? 0)
  const delays = answers.map(delayOf).toSorted((one, other) => one - other)
  console.log(
    `${delays.length} answers, shown after a median of ${delays[ANSWERS / 2]} ms, 95 % within ${delays[ANSWERS * 0.95]} ms, all within ${delays.at(-1)} ms`,
  )
  expect(delays).toHaveLength(ANSWERS)
  expect(delays.at(-1)).toBeLessThan(MAX_DELAY_MS)
})
