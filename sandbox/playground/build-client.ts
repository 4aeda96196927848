import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const CLIENT = fileURLToPath(new URL('client', import.meta.url))

/** The chat page, and the page that shows single messages for screenshots. */
const PAGES = ['index.html', 'picture.html']

/** The folder of the built page. */
export const CLIENT_FOLDER = fileURLToPath(new URL('../../dist-playground', import.meta.url))

/** These support light-dark(). For older browsers, the build output only follows the system's colour scheme. */
const CSS_TARGET = ['chrome123', 'edge123', 'firefox120', 'safari17.5']

/** Bundles the page; it loads nothing from other hosts. */
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
