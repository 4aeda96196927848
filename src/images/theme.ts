import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas'
import { MAP_LAYOUT } from '../core/geo/map-layout.ts'
import { createPngEncoder } from './png.ts'
import type { Color, EncodedImage } from './types.ts'

/** How large every image is, in pixels. */
export const CANVAS_SIZE = { width: MAP_LAYOUT.width, height: MAP_LAYOUT.height }

/** No image is larger: it is read over telephone networks. */
const MAX_IMAGE_BYTES = 200_000

/** The colours of everything that is not the sport's: dark enough for Discord's light theme, light enough for its dark one. */
export const THEME = {
  background: '#20262d',
  grid: '#2b323b',
  outline: '#f4f6f8',
  shadow: '#14181d',
  text: '#f1f4f7',
  mutedText: '#a9b4c0',
  /** On somebody else's map. */
  shadowOnTiles: 'rgba(20, 24, 29, 0.22)',
  labelBackground: 'rgba(32, 38, 45, 0.86)',
} as const

export const hex = (color: Color) => `#${(color & 0xffffff).toString(16).padStart(6, '0')}`

/** Letters beyond Western Europe's stand in files of their own. */
const FONT_SUBSETS = { Inter: 'latin', 'Inter Ext': 'latin-ext' }

export const FONT_FAMILY = Object.keys(FONT_SUBSETS)
  .map((family) => `"${family}"`)
  .join(', ')

export const font = (size: number, weight: 500 | 600 = 500) => `${weight} ${size}px ${FONT_FAMILY}`

/** Makes the font that is shipped known, once in a thread: what the machine has is never used. */
export function registerFonts(): void {
  const require = createRequire(import.meta.url)
  const folder = dirname(require.resolve('@fontsource/inter/files/inter-latin-500-normal.woff2'))
  for (const [family, subset] of Object.entries(FONT_SUBSETS)) {
    for (const weight of [500, 600]) {
      const file = join(folder, `inter-${subset}-${weight}-normal.woff2`)
      if (!GlobalFonts.registerFromPath(file, family)) throw new Error(`the font ${subset} ${weight} cannot be read`)
    }
  }
}

/** Three megabytes each, which a thread's collector does not see: so a thread has one canvas, and uses it again. */
export type Surface = ReturnType<typeof createSurface>

/** A canvas on which one image after another is drawn, all of one size. */
export function createSurface() {
  const canvas = createCanvas(CANVAS_SIZE.width, CANVAS_SIZE.height)
  const ctx = canvas.getContext('2d')
  const toPng = createPngEncoder(CANVAS_SIZE)

  return {
    canvas,
    /** The canvas as new, with the background laid. */
    clear(): SKRSContext2D {
      ctx.reset()
      ctx.fillStyle = THEME.background
      ctx.fillRect(0, 0, CANVAS_SIZE.width, CANVAS_SIZE.height)
      return ctx
    },
    encode(): EncodedImage {
      // PNG has no blur around lines and letters. What it cannot make small, such as a dense tangle of lines, is no worse for a little of it.
      const png = toPng(canvas.data())
      if (png.length <= MAX_IMAGE_BYTES) return { type: 'image/png', bytes: png, ...CANVAS_SIZE }
      for (const quality of [80, 60, 40, 20, 0]) {
        const bytes = canvas.encodeSync('webp', quality)
        if (bytes.length <= MAX_IMAGE_BYTES) return { type: 'image/webp', bytes, ...CANVAS_SIZE }
      }
      throw new Error('the image cannot be made small enough')
    },
  }
}
