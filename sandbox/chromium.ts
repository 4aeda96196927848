import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Debian's packages. The headless shell has no window and starts faster. */
const PATHS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
]

/** The path of this machine's Chromium, if installed. The environment variable CHROMIUM overrides it. */
export const findChromium = (): string | undefined =>
  (process.env.CHROMIUM ? [process.env.CHROMIUM] : PATHS).find((path) => existsSync(path))

export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('there is no Chromium: npm run test:browser says how to install it')
  return chromium.launch({ executablePath, args: FLAGS })
}
