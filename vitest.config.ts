import { defineConfig } from 'vitest/config'
import SlowFirstSequencer from './test/support/slow-first-sequencer.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**'],
    globalSetup: ['test/support/redis-setup.ts'],
    // Only what hangs takes this long, also on a busy machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { interval: 10, timeout: 30_000 } },
    pool: 'forks',
    // Most tests wait for others: for a Redis, a Discord, a Strava. With four, two cores miss Discord's three seconds now and then.
    maxWorkers: 3,
    // Nothing here changes a module: each process loads them once.
    isolate: false,
    sequence: { sequencer: SlowFirstSequencer },
    // A client of discord.js that is stopped while it waits to identify may still send: https://github.com/discordjs/discord.js/issues/10612
    onUnhandledError: ({ stack }) => !/WebSocket is not open[\s\S]*@discordjs\/ws/.test(stack ?? ''),
    reporters: ['default', './test/support/summary-reporter.ts'],
  },
})
