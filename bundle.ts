import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import packageJson from './package.json' with { type: 'json' }

const ROOT = import.meta.dirname
const { resolve } = createRequire(import.meta.url)

/** The programs that `package.json` names, and the thread that draws images. */
const ENTRY_POINTS = {
  ...Object.fromEntries(
    Object.values(packageJson.bin)
      .map((path) => path.replace(/^dist\/(.*)\.js$/, '$1'))
      .map((name) => [name, `src/${name}.ts`]),
  ),
  'image-worker': 'src/images/image-worker.ts',
}

/** Each with the files that `src/images/theme.ts` loads. */
const FONTS = {
  'node_modules/@fontsource/inter': [500, 600].flatMap((weight) =>
    ['latin', 'latin-ext'].map((subset) => `inter-${subset}-${weight}-normal.woff2`),
  ),
  'node_modules/@fontsource/m-plus-1p': ['m-plus-1p-japanese-500-normal.woff2'],
}
const BULL_BOARD_PAGES = 'node_modules/@bull-board/ui'

/**
 * What BullMQ loads and this program never runs: other stores and clients than ioredis, and cron expressions with their calendars. That is a
 * ninth of what a start has to compile.
 */
const UNUSED_MODULES =
  /node_modules\/(cron-parser\/dist\/index|bullmq\/dist\/cjs\/(postgres\/index|classes\/(valkey-glide|node-redis|bun-redis)-client))\.js$/

const WITHOUT_UNUSED: Plugin = {
  name: 'without-unused',
  setup: ({ onLoad }) => onLoad({ filter: UNUSED_MODULES }, () => ({ contents: 'module.exports = {}' })),
}

/** The licence of each package that is in the build: most ask for this. */
async function collectLicenses(files: readonly string[]): Promise<string> {
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []))
  const texts = await Promise.all(
    [...folders, ...Object.keys(FONTS), BULL_BOARD_PAGES].sort().map(async (folder) => {
      const { name, version, license } = JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8'))
      const entries = await readdir(join(ROOT, folder), { withFileTypes: true })
      const names = entries.filter((each) => each.isFile() && /^(licen[cs]e|notice)/i.test(each.name))
      const found = await Promise.all(names.map((each) => readFile(join(ROOT, folder, each.name), 'utf8')))
      return [`${name} ${version} (${license})`, ...found.map((text) => text.trim())].join('\n\n')
    }),
  )
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

/**
 * Puts programs and all that they load into a few files: Node takes half a second of CPU time to find and load a thousand.
 * Only `@napi-rs/canvas`, which is native, stays outside.
 */
export async function bundle(entryPoints: Record<string, string>, folder: string): Promise<void> {
  await rm(join(ROOT, folder), { recursive: true, force: true })
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir: folder,
    bundle: true,
    // What is imported dynamically is loaded only when it is needed.
    splitting: true,
    // Beside the programs, so that paths from a file to another stay true.
    chunkNames: '[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // `ws`, `discord.js` and `msgpackr` try the others, and work without them.
    external: ['@napi-rs/canvas', 'bufferutil', 'utf-8-validate', 'zlib-sync', 'msgpackr-extract'],
    // `discord.js` requires it, so it is in the build as CommonJS; once is enough.
    alias: { '@discordjs/rest': resolve('@discordjs/rest') },
    plugins: [WITHOUT_UNUSED],
    // For packages that are CommonJS.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    // BullMQ knows errors by the names of their classes, and discord.js the caches to limit.
    keepNames: true,
    // For `node --enable-source-maps`, which takes 80 MB more.
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  await writeFile(join(ROOT, folder, 'LICENSES.txt'), await collectLicenses(Object.keys(metafile.inputs)))
  // Theirs is `fontFile` in `src/images/files.ts`.
  await mkdir(join(ROOT, folder, 'fonts'))
  for (const [font, files] of Object.entries(FONTS)) {
    for (const file of files) await copyFile(join(ROOT, font, 'files', file), join(ROOT, folder, 'fonts', file))
  }
  // Theirs is `PAGES` in `src/web/admin-queues.ts`.
  await cp(join(ROOT, BULL_BOARD_PAGES, 'dist'), join(ROOT, folder, 'bull-board/dist'), { recursive: true })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundle(ENTRY_POINTS, 'dist')
