import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** In `src`, files lie where they are written or installed. `bundle.ts` puts them all into `dist`. */
const isBuilt = !import.meta.url.endsWith('.ts')

export const IMAGE_WORKER = new URL(isBuilt ? './image-worker.js' : './tsx-image-worker.mjs', import.meta.url)

function installedFonts(font: string): string {
  const require = createRequire(import.meta.url)
  return join(dirname(require.resolve(`@fontsource/${font}/package.json`)), 'files')
}

/** The path of a file of a font of `@fontsource`. */
export const fontFile = (font: string, name: string): string =>
  join(isBuilt ? join(import.meta.dirname, 'fonts') : installedFonts(font), name)
