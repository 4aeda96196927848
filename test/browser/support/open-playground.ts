import { type Browser, chromium, type Page } from 'playwright-core'
import { createDemoPrinter } from '../../../sandbox/demo/demo-printer.ts'
import { startDemo } from '../../../sandbox/demo/start-demo.ts'
import { buildClient, CLIENT_FOLDER } from '../../../sandbox/playground/build-client.ts'
import { servePlayground } from '../../../sandbox/playground/server/playground-server.ts'

const CHROMIUM_FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
]

const nowhere = { write: () => true, isTTY: false } as unknown as NodeJS.WriteStream

export type OpenPlayground = Awaited<ReturnType<typeof openPlayground>>

/** The built program between the sandboxes, the playground, and a browser. */
export async function openPlayground() {
  await buildClient()
  const run = await startDemo(createDemoPrinter(nowhere, () => ''))
  await run.waitUntilReady()
  const { environment, program, publicUrl } = run
  const { ana, bo, cleo } = environment
  const world = {
    ...{ environment, program, publicUrl },
    people: [ana.person, bo.person, cleo] as [typeof cleo, ...(typeof cleo)[]],
    onChange: () => () => {},
  }
  const server = await servePlayground(world, CLIENT_FOLDER)
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: CHROMIUM_FLAGS,
  })
  return {
    environment,
    browser,
    url: server.url,
    async openPage(viewport = { width: 1280, height: 800 }): Promise<Page> {
      const page = await browser.newPage({ viewport })
      await page.goto(server.url)
      return page
    },
    async close() {
      await browser.close()
      await server.close()
      await run.stop()
      await run.removeFiles()
    },
  }
}
