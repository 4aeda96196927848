// Makes sure that `redis-server` is installed before the demo and the tests start one.
// On Debian or Ubuntu as root it installs the package; elsewhere it prints the command for that.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const works = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0
const hasRedis = () => works('redis-server', ['--version'])

const advice =
  process.platform === 'darwin'
    ? 'brew install redis'
    : existsSync('/etc/debian_version')
      ? 'sudo apt-get install -y redis-server'
      : existsSync('/etc/alpine-release')
        ? 'apk add redis'
        : existsSync('/etc/fedora-release')
          ? 'sudo dnf install -y redis'
          : 'install the package "redis" (version 6.2 or newer)'

if (!hasRedis()) {
  const mayInstall = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (mayInstall) {
    console.log('redis-server is not installed: installing the package with apt-get …')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
    const run = (...args) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
    run('update', '-qq')
    run('install', '-y', '-qq', '--no-install-recommends', 'redis-server')
  }
  if (!hasRedis()) {
    console.error(`redis-server is needed and was not found. Install it with:\n\n    ${advice}\n`)
    process.exit(1)
  }
  console.log('redis-server is installed.')
}
