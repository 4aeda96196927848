import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const CLIENT = fileURLToPath(new URL('client', import.meta.url))

/** The chat, and messages alone for pictures. */
const PAGES = ['index.html', 'picture.html']

/** Where the page is, once it is built. */
export const CLIENT_FOLDER = fileURLToPath(new URL('../../dist-playground', import.meta.url))

/** These have light-dark(). What is built for older browsers follows the system alone, whatever colours one chooses. */
const CSS_TARGET = ['chrome123', 'edge123', 'firefox120', 'safari17.5']

/** Bundles the page: nothing in it is loaded from elsewhere. */
export async function buildClient(): Promise<void> {
  await build({
    configFile: false,
    root: CLIENT,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      ...{ outDir: CLIENT_FOLDER, emptyOutDir: true, target: 'es2023', cssTarget: CSS_TARGET, assetsInlineLimit: 0 },
      rolldownOptions: { input: PAGES.map((page) => join(CLIENT, page)) },
    },
  })
}
