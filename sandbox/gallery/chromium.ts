import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { PAGE_WIDTH } from './message-html.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Page height in pixels; messages are never higher. */
const WINDOW_SIZE = { width: PAGE_WIDTH, height: 2400 }

/** Device pixels per page pixel, for sharp text on every screen. */
const SCALE = 2

const CHROMIUM_FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run', '--disable-sync'],
  ...[
    '--disable-background-networking',
    '--disable-component-update',
    `--force-device-scale-factor=${SCALE}`,
    `--window-size=${WINDOW_SIZE.width},${WINDOW_SIZE.height}`,
  ],
]

/** The number of rows from the top that are not all of one colour. */
function countUsedRows(pixels: Uint8ClampedArray, width: number): number {
  const line = width * 4
  const background = pixels.slice(-4)
  for (let row = pixels.length / line - 1; row >= 0; row -= 1) {
    for (let at = row * line; at < (row + 1) * line; at += 4) {
      if (pixels[at] !== background[0] || pixels[at + 1] !== background[1] || pixels[at + 2] !== background[2])
        return row + 1
    }
  }
  return 0
}

/**
 * A PNG screenshot of a page in Chromium, without the empty rows below. CHROMIUM selects another binary than Debian's.
 */
export async function takeScreenshot(page: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'domestique-camera-'))
  try {
    const [html, png] = [join(folder, 'page.html'), join(folder, 'page.png')]
    await writeFile(html, page)
    const child = spawn(
      CHROMIUM,
      [...CHROMIUM_FLAGS, `--user-data-dir=${folder}`, `--screenshot=${png}`, `file://${html}`],
      {
        stdio: 'ignore',
      },
    )
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve))
    if (code !== 0) throw new Error(`${CHROMIUM} ended with ${code} and took no picture; CHROMIUM names another one`)
    const image = await loadImage(await readFile(png))
    const whole = createCanvas(image.width, image.height)
    whole.getContext('2d').drawImage(image, 0, 0)
    const { data } = whole.getContext('2d').getImageData(0, 0, image.width, image.height)
    const cropped = createCanvas(image.width, Math.min(image.height, countUsedRows(data, image.width) + 16 * SCALE))
    cropped.getContext('2d').drawImage(image, 0, 0)
    return await cropped.encode('png')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
