// Makes sure that Chromium is installed before tests and screenshots start one.
// On Debian as root it installs the package; elsewhere it prints what to do.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findChromium } from './chromium.ts'

const PACKAGES = ['chromium-headless-shell', 'fonts-noto-color-emoji', 'fonts-noto-cjk']

if (!findChromium()) {
  const mayInstall = existsSync('/etc/debian_version') && process.getuid?.() === 0 && !process.env.CHROMIUM
  if (mayInstall) {
    console.log('Chromium is not installed: installing the package with apt-get …')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
    const run = (...args: string[]) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
    run('update', '-qq')
    run('install', '-y', '-qq', '--no-install-recommends', ...PACKAGES)
  }
  if (!findChromium()) {
    console.error(
      `Chromium is needed and was not found. Set CHROMIUM to where it is, or install it on Debian with:\n\n    sudo apt-get install -y ${PACKAGES.join(' ')}\n`,
    )
    process.exit(1)
  }
  console.log('Chromium is installed.')
}
