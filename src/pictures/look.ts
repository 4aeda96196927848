import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas'
import { MAP_LAYOUT } from '../domain/picture.ts'
import type { Color, Picture } from './kinds.ts'
import { createPngEncoder } from './png.ts'

/** How large every picture is, in pixels. */
export const SHEET = { width: MAP_LAYOUT.width, height: MAP_LAYOUT.height }

/** No picture is larger: it is read over telephone networks. */
const MOST_BYTES = 200_000

/** The colours of everything that is not the sport's: dark enough for Discord's light theme, light enough for its dark one. */
export const LOOK = {
  ground: '#20262d',
  grid: '#2b323b',
  casing: '#f4f6f8',
  shadow: '#14181d',
  ink: '#f1f4f7',
  quiet: '#a9b4c0',
  /** On somebody else's map. */
  shade: 'rgba(20, 24, 29, 0.22)',
  plate: 'rgba(32, 38, 45, 0.86)',
} as const

export const hex = (color: Color) => `#${(color & 0xffffff).toString(16).padStart(6, '0')}`

/** Letters beyond Western Europe's stand in files of their own. */
const FAMILIES = { Inter: 'latin', 'Inter Ext': 'latin-ext' }

export const FONT = Object.keys(FAMILIES)
  .map((family) => `"${family}"`)
  .join(', ')

export const font = (size: number, weight: 500 | 600 = 500) => `${weight} ${size}px ${FONT}`

/** Makes the font that is shipped known, once in a thread: what the machine has is never used. */
export function registerFonts(): void {
  const require = createRequire(import.meta.url)
  const folder = dirname(require.resolve('@fontsource/inter/files/inter-latin-500-normal.woff2'))
  for (const [family, subset] of Object.entries(FAMILIES)) {
    for (const weight of [500, 600]) {
      const file = join(folder, `inter-${subset}-${weight}-normal.woff2`)
      if (!GlobalFonts.registerFromPath(file, family)) throw new Error(`the font ${subset} ${weight} cannot be read`)
    }
  }
}

/** Three megabytes each, which a thread's collector does not see: so a thread has one canvas, and uses it again. */
export type Sheet = ReturnType<typeof createSheet>

/** A canvas on which one picture after another is drawn, all of one size. */
export function createSheet() {
  const canvas = createCanvas(SHEET.width, SHEET.height)
  const ink = canvas.getContext('2d')
  const toPng = createPngEncoder(SHEET)

  return {
    canvas,
    /** The canvas as new, with the ground laid. */
    clean(): SKRSContext2D {
      ink.reset()
      ink.fillStyle = LOOK.ground
      ink.fillRect(0, 0, SHEET.width, SHEET.height)
      return ink
    },
    toPicture(): Picture {
      // PNG has no blur around lines and letters. What it cannot make small, a ball of wool, is no worse for a little of it.
      const png = toPng(canvas.data())
      if (png.length <= MOST_BYTES) return { type: 'image/png', bytes: png, ...SHEET }
      for (const quality of [80, 60, 40, 20, 0]) {
        const bytes = canvas.encodeSync('webp', quality)
        if (bytes.length <= MOST_BYTES) return { type: 'image/webp', bytes, ...SHEET }
      }
      throw new Error('the picture cannot be made small enough')
    },
  }
}
