import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas'
import { MAP_LAYOUT } from '../core/geo/map-layout.ts'
import { type FontName, fontFile } from './files.ts'
import { createPngEncoder } from './png.ts'
import type { Color, EncodedImage, Label } from './types.ts'

/** All images have the same size. */
export const CANVAS_SIZE_PX = { width: MAP_LAYOUT.width, height: MAP_LAYOUT.height }

/** Images are loaded over mobile networks. */
const MAX_IMAGE_BYTES = 200_000

/** Tried in this order until the image is small enough. WebP is smaller, but takes five times as long. */
const JPEG_QUALITIES = [90, 75, 60, 40, 20, 5]

/** All colours except those of sports. They suit Discord's light and dark themes. */
export const THEME = {
  background: '#20262d',
  grid: '#2b323b',
  outline: '#f4f6f8',
  shadow: '#14181d',
  text: '#f1f4f7',
  mutedText: '#a9b4c0',
  /** On tiles. */
  shadowOnTiles: 'rgba(20, 24, 29, 0.22)',
  labelBackground: 'rgba(32, 38, 45, 0.86)',
} as const

export const hex = (color: Color) => `#${(color & 0xffffff).toString(16).padStart(6, '0')}`

interface FontFiles {
  family: string
  font: FontName
  subset: string
  weights: number[]
}

/** Letters outside Western European languages are in separate files. */
const LATIN_FONTS: readonly FontFiles[] = [
  { family: 'Inter', font: 'inter', subset: 'latin', weights: [500, 600] },
  { family: 'Inter Ext', font: 'inter', subset: 'latin-ext', weights: [500, 600] },
]

const JAPANESE_FONT: FontFiles = { family: 'M PLUS 1p', font: 'm-plus-1p', subset: 'japanese', weights: [500] }

/** A letter is drawn with the first font that has it. */
export const FONT_FAMILY = [...LATIN_FONTS, JAPANESE_FONT].map(({ family }) => `"${family}"`).join(', ')

export const font = (sizePx: number, weight: 500 | 600 = 500) => `${weight} ${sizePx}px ${FONT_FAMILY}`

function register({ family, font, subset, weights }: FontFiles): void {
  for (const weight of weights) {
    const file = fontFile(font, `${font}-${subset}-${weight}-normal.woff2`)
    if (!GlobalFonts.registerFromPath(file, family)) throw new Error(`the font ${file} can't be loaded`)
  }
}

/** Registers the fonts, once in a thread. The machine's fonts are never used. */
export const registerFonts = (): void => LATIN_FONTS.forEach(register)

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

/** Registers the font for Japanese letters if a label has some: loading it takes a tenth of a second. */
export function registerFontsFor(labels: readonly Label[]): void {
  if (!GlobalFonts.has(JAPANESE_FONT.family) && labels.some((label) => JAPANESE.test(label))) register(JAPANESE_FONT)
}

/** A thread reuses one canvas: each takes three megabytes outside V8's heap, which are freed late. */
export type Surface = ReturnType<typeof createSurface>

/** A canvas for one image after another. */
export function createSurface() {
  const canvas = createCanvas(CANVAS_SIZE_PX.width, CANVAS_SIZE_PX.height)
  const ctx = canvas.getContext('2d')
  const toPng = createPngEncoder(CANVAS_SIZE_PX)

  return {
    canvas,
    /** Resets the canvas and fills the background. */
    clear(): SKRSContext2D {
      ctx.reset()
      ctx.fillStyle = THEME.background
      ctx.fillRect(0, 0, CANVAS_SIZE_PX.width, CANVAS_SIZE_PX.height)
      return ctx
    },
    /** @param options.isPhotographic true: not flat areas and lines alone, such as a map on tiles */
    encode({ isPhotographic = false } = {}): EncodedImage {
      // PNG keeps lines and letters sharp, but tiles or a dense tangle of lines are too large as PNG.
      const png = isPhotographic ? undefined : toPng(canvas.data())
      if (png && png.length <= MAX_IMAGE_BYTES) return { type: 'image/png', bytes: png, ...CANVAS_SIZE_PX }
      for (const quality of JPEG_QUALITIES) {
        const bytes = canvas.encodeSync('jpeg', quality)
        if (bytes.length <= MAX_IMAGE_BYTES) return { type: 'image/jpeg', bytes, ...CANVAS_SIZE_PX }
      }
      throw new Error('the image is too large, even as JPEG')
    },
  }
}
