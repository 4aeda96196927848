import { expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const ADMIN_TOKEN = 'invented-admin-token-0123456789abcdef'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0', ADMIN_TOKEN } })

const basic = (password: string) => `Basic ${Buffer.from(`operator:${password}`).toString('base64')}`

const get = (path: string, authorization?: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${testEnv.port}/admin/queues${path}`, {
    ...init,
    headers: authorization ? { authorization } : {},
  })

test('only the operator, with the token, can see the queues', async () => {
  expect((await get('')).status).toBe(401)
  expect((await get('/api/queues')).headers.get('www-authenticate')).toContain('Basic')
  for (const invalid of [
    basic('wrong'),
    'Bearer wrong',
    `Digest ${ADMIN_TOKEN}`,
    basic(''),
    'Basic',
    `Bearer ${ADMIN_TOKEN}x`,
  ]) {
    expect((await get('/api/queues', invalid)).status).toBe(401)
  }
  for (const valid of [basic(ADMIN_TOKEN), `Bearer ${ADMIN_TOKEN}`]) {
    const page = await get('', valid)
    expect(page.status).toBe(200)
    const policy = page.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('x-frame-options')).toBe('DENY')
    expect((await get('/', valid, { redirect: 'manual' })).headers.get('location')).toBe('/admin/queues')
    const html = await page.text()
    expect(html).not.toMatch(/(?:href|src)="https?:/)
    const [script = ''] = /static\/js\/main[^"]+/.exec(html) ?? []
    expect((await get(`/${script}`, valid)).status).toBe(200)
    expect((await get(`/${script}`)).status).toBe(401)
  }
})

test('jobs are shown as they are stored, without readable ids, tokens or names', async () => {
  await testEnv.addFeedByCommand()
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  testEnv.discord.failNext(
    1,
    { code: 50035, status: 400 },
    ({ method, path }) => method === 'POST' && path === `/channels/${testEnv.channel.id}/messages`,
  )
  const activity = athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, name: 'Round the pond' })
  await testEnv.waitUntilIdle()
  await testEnv.runCommand(who, '/strava recent')
  await testEnv.waitUntilIdle()
  const responses = await Promise.all(
    ['background', 'commands'].flatMap((queue) =>
      ['latest', 'failed', 'completed', 'delayed'].map(async (status) => {
        const response = await get(`/api/queues?activeQueue=${queue}&status=${status}&page=1`, basic(ADMIN_TOKEN))
        expect(response.status).toBe(200)
        return response.text()
      }),
    ),
  )
  const all = responses.join('\n')
  expect(all).toContain('discord-refused')
  // The sandbox's interaction tokens begin like this.
  expect(all).not.toContain(Buffer.from('interaction:').toString('base64url'))
  expect(all).toContain('"encrypted":"v1.')
  for (const secret of [who.id, athlete.id, activity.id, 'pond', 'Invented', ADMIN_TOKEN])
    expect(all).not.toContain(String(secret))
})

test('the queues are read-only', async () => {
  for (const [method, path] of [
    ['PUT', '/api/queues/background/pause'],
    ['PUT', '/api/queues/background/clean/failed'],
    ['PUT', '/api/queues/background/1/retry/failed'],
    ['POST', '/api/queues/background/add'],
    ['DELETE', '/api/queues/background'],
  ] as const) {
    expect([path, (await get(path, basic(ADMIN_TOKEN), { method })).status]).toEqual([path, 405])
  }
})

test('without ADMIN_TOKEN the page does not exist', async () => {
  await testEnv.restart({ ADMIN_TOKEN: '' })
  expect((await get('', basic(''))).status).toBe(404)
  expect((await get('/api/queues', basic(ADMIN_TOKEN))).status).toBe(404)
})
