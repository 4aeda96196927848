import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { toWebp } from './camera.ts'

/** A usual terminal. */
export const SIZE = { columns: 80, rows: 40 }

/** Around the rows; as in terminal.html. CSS pixels. */
const MARGIN = 16

const PAGE = fileURLToPath(new URL('terminal.html', import.meta.url))

declare global {
  /** Defined by terminal.html. xterm's own types would add browser types to all files. */
  var showOutput: (output: string, size: { cols: number; rows: number }) => Promise<void>
}

/** A picture of a terminal with this output, from the last row that contains `first` to the last non-empty row. */
export async function photographTerminal(browser: Browser, output: string, first: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 800, height: 1200 }, deviceScaleFactor: 2 })
  try {
    await page.goto(`file://${PAGE}`)
    await page.addStyleTag({ path: fileURLToPath(import.meta.resolve('@xterm/xterm/css/xterm.css')) })
    await page.addScriptTag({ path: fileURLToPath(import.meta.resolve('@xterm/xterm/lib/xterm.js')) })
    await page.evaluate(([text, size]) => globalThis.showOutput(text, size), [
      output,
      { cols: SIZE.columns, rows: SIZE.rows },
    ] as const)
    const rows = page.locator('.xterm-rows > div')
    const top = await rows.filter({ hasText: first }).last().boundingBox()
    const bottom = await rows.filter({ hasText: /\S/ }).last().boundingBox()
    const frame = await page.locator('main').boundingBox()
    if (!top || !bottom || !frame) throw new Error(`The terminal doesn't show '${first}'`)
    const height = bottom.y + bottom.height - top.y + 2 * MARGIN
    return await toWebp(await page.screenshot({ clip: { ...frame, y: top.y - MARGIN, height } }))
  } finally {
    await page.close()
  }
}
