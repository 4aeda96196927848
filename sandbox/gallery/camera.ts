import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Browser, Locator, Page } from 'playwright-core'
import type { Picture, ShownMessage } from '../playground/picture.ts'

/** CSS pixels. */
export const PHONE = { width: 390, height: 844 }
export const DESKTOP = { width: 1280, height: 800 }
const SHEET = { width: 2 * PHONE.width, height: 844 }

const WEBP_QUALITY = 70

export async function toWebp(png: Buffer): Promise<Buffer> {
  const image = await loadImage(png)
  const canvas = createCanvas(image.width, image.height)
  canvas.getContext('2d').drawImage(image, 0, 0)
  return canvas.encode('webp', WEBP_QUALITY)
}

/** The smallest rectangle around all of these. */
async function around(locators: readonly Locator[]) {
  const boxes = (await Promise.all(locators.map((one) => one.boundingBox()))).filter((box) => box !== null)
  const left = Math.min(...boxes.map(({ x }) => x))
  const top = Math.min(...boxes.map(({ y }) => y))
  const right = Math.max(...boxes.map(({ x, width }) => x + width))
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height))
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** Takes pictures of messages with the playground's own page for them. Times are relative to `now`, in milliseconds. */
export async function openCamera(browser: Browser, playgroundUrl: string, now: number) {
  async function openPage(viewport: typeof PHONE, deviceScaleFactor: number): Promise<Page> {
    const page = await browser.newPage({ viewport, deviceScaleFactor, colorScheme: 'dark' })
    await page.clock.setFixedTime(now)
    await page.goto(`${playgroundUrl}/picture.html`)
    return page
  }
  const phone = await openPage(PHONE, 2)
  const sheet = await openPage(SHEET, 1.25)
  const show = (page: Page, picture: Picture) => page.evaluate((given) => globalThis.showPicture(given), picture)
  /** Sets the time of a page. It reads the clock once a second, and when it is loaded. */
  async function setTime(page: Page, at: number): Promise<void> {
    await page.clock.setFixedTime(at)
    await page.reload()
  }

  return {
    /** One message, form or open select, on a phone. */
    async takePicture(shown: ShownMessage, language: string, at: number): Promise<Buffer> {
      await setTime(phone, at)
      await phone.setViewportSize(PHONE)
      await show(phone, { language, shown: [shown] })
      const main = phone.locator('#picture')
      if (shown.modal) return toWebp(await phone.locator('dialog').screenshot())
      const { height = 0 } = (await main.boundingBox()) ?? {}
      // A list opens below its select, or above it where there is no room.
      await phone.setViewportSize({ ...PHONE, height: Math.ceil(height) + 600 })
      if (shown.openSelect === undefined) return toWebp(await main.screenshot())
      await phone.locator('.select-button').nth(shown.openSelect).click()
      const clip = await around([main, phone.getByRole('listbox')])
      return toWebp(await phone.screenshot({ clip }))
    },
    /** All of a subject, each below its name. */
    async takeSheet(shown: readonly ShownMessage[], language: string, at: number): Promise<Buffer> {
      await setTime(sheet, at)
      await show(sheet, { language, shown: shown.filter(({ modal }) => !modal) })
      return toWebp(await sheet.locator('#picture').screenshot())
    },
  }
}
