import { afterAll, beforeAll, expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'
import { useBrowser } from './support/use-browser.ts'

const ADMIN_TOKEN = 'invented-admin-token-0123456789abcdef'

let testEnv: TestEnv
let program: ProgramRun
const browser = useBrowser()

beforeAll(async () => {
  testEnv = await createTestEnv({ start: false })
  program = runProgram('dist/main.js', testEnv.environmentFor({ ADMIN_TOKEN, SETTLE_SECONDS: '0' }))
  await testEnv.discord.waitUntilReady()
  await testEnv.discord.waitForCommands()
})
afterAll(async () => {
  await program?.stop()
  await testEnv?.close()
})

test('the queue dashboard shows no secrets, loads nothing from other hosts and logs no console errors', async () => {
  await testEnv.addFeed()
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, name: 'Round the pond' })
  await testEnv.runCommand(who, '/strava recent')

  const context = await browser.openContext({ httpCredentials: { username: 'operator', password: ADMIN_TOKEN } })
  const page = await context.newPage()
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).port !== String(testEnv.port)) elsewhere.push(request.url())
  })
  await page.goto(`http://127.0.0.1:${testEnv.port}/admin/queues/`)
  for (const [queue, job] of [
    ['commands', 'recent-'],
    ['background', 'recheck-activity'],
  ] as const) {
    await page.getByRole('link', { name: queue }).first().click()
    await page.getByText('encrypted').first().waitFor()
    await page.getByText(job).first().waitFor()
    const shown = await page.locator('body').textContent()
    // The sandbox's interaction tokens start with this.
    const interactionToken = Buffer.from('interaction:').toString('base64url')
    for (const secret of [interactionToken, who.id, athlete.id, 'pond', 'Invented', ADMIN_TOKEN])
      expect(shown).not.toContain(String(secret))
  }
  expect(elsewhere).toEqual([])
})
