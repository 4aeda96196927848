import { defineConfig } from 'vitest/config'

/** The stories of the README in a real browser: `npm run test:browser`. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    // Only what hangs takes this long, also on a busy machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    globalSetup: ['./test/support/redis-setup.ts', './test/browser/support/build-client-once.ts'],
    expect: { poll: { interval: 20, timeout: 30_000 } },
    pool: 'forks',
    maxWorkers: 2,
    // Nothing here changes a module: the process loads them once.
    isolate: false,
    reporters: ['default', './test/support/summary-reporter.ts'],
  },
})
