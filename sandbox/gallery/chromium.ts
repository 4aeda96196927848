import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'

const CHROMIUM_FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update', '--remote-debugging-port=0'],
]

/** What the DevTools protocol returns: https://chromedevtools.github.io/devtools-protocol/ */
interface ProtocolResults {
  'Target.createTarget': { targetId: string }
  'Target.attachToTarget': { sessionId: string }
  'Page.getLayoutMetrics': { cssContentSize: { width: number; height: number } }
  'Page.captureScreenshot': { data: string }
  [method: string]: unknown
}

interface ProtocolMessage {
  id?: number
  method?: string
  error?: { message: string }
  result?: unknown
}

export interface Picture {
  /** CSS pixels. */
  width: number
  /** Device pixels per CSS pixel. */
  scale: number
  /** Of the WebP, 0 to 100. */
  quality: number
}

/** Resolves to the address of the DevTools, which Chromium prints when it is ready. */
async function findDevTools(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [, address] = /^DevTools listening on (ws:\S+)/.exec(line) ?? []
    if (!address) continue
    // What it prints later must not fill the pipe.
    output.resume()
    return address
  }
  throw new Error(`${CHROMIUM} does not start; CHROMIUM selects another one`)
}

/** A Chromium without a window. CHROMIUM selects another binary than Debian's. */
export async function startChromium() {
  const folder = await mkdtemp(join(tmpdir(), 'domestique-chromium-'))
  const child = spawn(CHROMIUM, [...CHROMIUM_FLAGS, `--user-data-dir=${folder}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'exit')
  const socket = new WebSocket(await findDevTools(child.stderr))
  await once(socket, 'open')

  let lastId = 0
  let sessionId: string | undefined
  const waiting = new Map<number, (message: ProtocolMessage) => void>()
  let onLoad = () => {}
  socket.on('message', (data) => {
    const message: ProtocolMessage = JSON.parse(String(data))
    if (message.id !== undefined) waiting.get(message.id)?.(message)
    if (message.method === 'Page.loadEventFired') onLoad()
  })
  async function send<Method extends keyof ProtocolResults & string>(
    method: Method,
    params: object = {},
  ): Promise<ProtocolResults[Method]> {
    lastId += 1
    const id = lastId
    const answer = new Promise<ProtocolMessage>((resolve) => waiting.set(id, resolve))
    socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }))
    const { error, result } = await answer
    waiting.delete(id)
    if (error) throw new Error(`${method}: ${error.message}`)
    return result as ProtocolResults[Method]
  }

  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  sessionId = (await send('Target.attachToTarget', { targetId, flatten: true })).sessionId
  await send('Page.enable')

  return {
    /** The whole page as WebP. */
    async takeScreenshot(page: string, { width, scale, quality }: Picture): Promise<Buffer> {
      const file = join(folder, 'page.html')
      await writeFile(file, page)
      await send('Emulation.setDeviceMetricsOverride', { width, height: 100, deviceScaleFactor: scale, mobile: false })
      const loaded = new Promise<void>((resolve) => {
        onLoad = resolve
      })
      await send('Page.navigate', { url: `file://${file}` })
      await loaded
      await send('Runtime.evaluate', { expression: 'document.fonts.ready.then(() => 0)', awaitPromise: true })
      const { cssContentSize } = await send('Page.getLayoutMetrics')
      const clip = { x: 0, y: 0, width, height: Math.ceil(cssContentSize.height), scale: 1 }
      const how = { format: 'webp', quality, captureBeyondViewport: true, clip }
      return Buffer.from((await send('Page.captureScreenshot', how)).data, 'base64')
    },
    async close(): Promise<void> {
      socket.close()
      child.kill()
      await ended
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
