import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** In `src`, files are in the sources or in `node_modules`. `bundle.ts` copies them to `dist`. */
const isBuilt = !import.meta.url.endsWith('.ts')

export const IMAGE_WORKER = new URL(isBuilt ? './image-worker.js' : './tsx-image-worker.mjs', import.meta.url)

const require = createRequire(import.meta.url)

const FONT_PACKAGES = {
  inter: () => require.resolve('@fontsource/inter/package.json'),
  'm-plus-1p': () => require.resolve('@fontsource/m-plus-1p/package.json'),
}

export type FontName = keyof typeof FONT_PACKAGES

/** The path of a file of a font. */
export const fontFile = (font: FontName, name: string): string =>
  isBuilt ? join(import.meta.dirname, 'fonts', name) : join(dirname(FONT_PACKAGES[font]()), 'files', name)
