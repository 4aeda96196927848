import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** In `src`, files lie where they are written or installed. `bundle.ts` puts them all into `dist`. */
const isBuilt = !import.meta.url.endsWith('.ts')

export const IMAGE_WORKER = new URL(isBuilt ? './image-worker.js' : './tsx-image-worker.mjs', import.meta.url)

function installedFonts(): string {
  const require = createRequire(import.meta.url)
  return join(dirname(require.resolve('@fontsource/inter/package.json')), 'files')
}

const FONTS = isBuilt ? join(import.meta.dirname, 'fonts') : installedFonts()

/** The path of a file of the font Inter. */
export const fontFile = (name: string): string => join(FONTS, name)
