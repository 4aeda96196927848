import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { findAccessibilityViolations } from './support/axe.ts'
import { sendCommand } from './support/send-command.ts'
import { usePlayground } from './support/use-playground.ts'

const playground = usePlayground()

test('a member who runs /strava recent without a connected account gets a button to connect', async () => {
  const page = await playground.openPage()

  await sendCommand(page, '/strava recent')

  await page.getByText('Only you can see this').waitFor()
  await page.getByRole('button', { name: 'Connect with Strava' }).waitFor()
  expect(await findAccessibilityViolations(page)).toEqual([])
})

test('an invalid message closes its WebSocket, and other connections stay open', async () => {
  const page = await playground.openPage()
  for (const rubbish of ['{', '[]', '{"number":"one"}']) {
    const socket = new WebSocket(`${playground.url.replace('http', 'ws')}/live`, { origin: playground.url })
    await once(socket, 'open')
    socket.send(rubbish)
    expect((await once(socket, 'close'))[0]).toBe(1008)
  }

  await page.getByRole('log').waitFor()
  expect(await page.getByText('Connecting…').count()).toBe(0)
})

test('a WebSocket from another origin is rejected', async () => {
  const socket = new WebSocket(`${playground.url.replace('http', 'ws')}/live`, { origin: 'https://example.org' })
  expect(String((await once(socket, 'error'))[0])).toContain('socket hang up')
})
