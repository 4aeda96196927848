import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const CLIENT = fileURLToPath(new URL('client', import.meta.url))

/** The chat, and messages alone for pictures. */
const PAGES = ['index.html', 'picture.html']

/** Where the page is, once it is built. */
export const CLIENT_FOLDER = fileURLToPath(new URL('../../dist-playground', import.meta.url))

/** Bundles the page: nothing in it is loaded from elsewhere. */
export async function buildClient(): Promise<void> {
  await build({
    configFile: false,
    root: CLIENT,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      ...{ outDir: CLIENT_FOLDER, emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
      rolldownOptions: { input: PAGES.map((page) => join(CLIENT, page)) },
    },
  })
}
