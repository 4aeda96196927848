import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DiscordMessage } from '../../sandbox/discord/index.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** What the last stage of the Dockerfile copies, without Node itself. */
const COPIED = (
  readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
    .split(/^FROM /m)
    .at(-1) ?? ''
)
  .split('\n')
  .filter((line) => line.startsWith('COPY '))
  .flatMap((line) => line.split(' ').slice(1, -1))
  .filter((word) => !word.startsWith('--') && !word.startsWith('/usr/'))
  .map((path) => path.replace('/app/', ''))

const ADMIN_TOKEN = 'invented-admin-token-0123456789abcdef'

let testEnv: TestEnv
let folder: string
/** The program, with nothing but what is in the Docker image. */
let program: ProgramRun | undefined

beforeAll(async () => {
  testEnv = await createTestEnv({ start: false })
  folder = mkdtempSync(join(tmpdir(), 'domestique-image-'))
  expect(COPIED).toContain('dist')
  for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  const environment = { ...testEnv.environmentFor(), LOG_LEVEL: 'info', SETTLE_SECONDS: '0', ADMIN_TOKEN }
  program = runProgram(join(folder, 'dist/main.js'), environment, { cwd: folder })
  await program.waitForOutput(/commands are registered/)
})
afterAll(async () => {
  const code = await program?.stop()
  await testEnv.close()
  rmSync(folder, { recursive: true, force: true })
  expect(code).toBe(0)
})

async function downloadImage(message: DiscordMessage): Promise<Buffer> {
  const response = await fetch(message.attachments[0]?.url ?? '')
  return Buffer.from(await response.arrayBuffer())
}

test('maps and charts are drawn with nothing but what is in the Docker image', async () => {
  await testEnv.addFeed()
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const activity = athlete.createActivity(activityFixtures.paceThatRoundsUp)
  const post = await testEnv.channel.waitForMessage(
    (message) => message.links().some(({ url }) => url.endsWith(activity.id)),
    'the post',
  )
  const chart = await testEnv.runCommand(who, '/strava stats')
  for (const image of [await downloadImage(post), await downloadImage(chart)]) {
    expect(image.subarray(1, 4).toString()).toBe('PNG')
    expect(image.length).toBeGreaterThan(10_000)
  }
  expect(program?.output()).not.toContain('"level":40')
})

test('the queue pages need nothing but what is in the Docker image', async () => {
  const get = (path: string) =>
    fetch(`http://127.0.0.1:${testEnv.port}/admin/queues${path}`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    })
  const page = await (await get('')).text()
  const files = [...page.matchAll(/(?:src|href)="(?:\/admin\/queues\/)?(static\/[^"]+)"/g)].map(([, file]) => file)
  expect(files.length).toBeGreaterThan(3)
  for (const file of files) expect([file, (await get(`/${file}`)).status]).toEqual([file, 200])
  expect((await get('/api/queues')).status).toBe(200)
})
