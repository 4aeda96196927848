import { defineConfig } from 'vitest/config'

const MEASURED = 'test/browser/hundred-answers.test.ts'

/** The stories of the README in a real browser: `npm run test:browser`. */
export default defineConfig({
  test: {
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
    projects: [
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: [MEASURED],
          sequence: { groupOrder: 0 },
        },
      },
      // Runs alone, after the others: it measures how soon the page shows an answer.
      { extends: true, test: { name: 'measured', include: [MEASURED], sequence: { groupOrder: 1 } } },
    ],
  },
})
