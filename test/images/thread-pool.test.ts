import { afterEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { createThreadPool } from '../../src/images/thread-pool.ts'

interface Job {
  task: string
  shared?: SharedArrayBuffer
  threads?: number
}

const pools: { close(): Promise<void> }[] = []

function createPool(overrides: { threads?: number; timeoutMs?: number; idleMs?: number; script?: string } = {}) {
  const { script = './thread.mjs', ...options } = overrides
  const pool = createThreadPool<Job, string>({
    script: new URL(script, import.meta.url),
    env: {},
    threads: 2,
    timeoutMs: 10_000,
    idleMs: 10_000,
    ...options,
  })
  pools.push(pool)
  return pool
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it was done',
    (error) => (error instanceof AppError && error.kind === 'image-failed' ? error.message : error),
  )

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()))
})

describe('the thread pool', () => {
  test('starts no thread before the first job', async () => {
    const pool = createPool()
    expect(pool.size()).toBe(0)
    expect(await pool.run({ task: 'paint' })).toBe('paint')
    expect(pool.size()).toBe(1)
  })

  test.each([1, 2, 3])(
    'with %i threads runs at most as many jobs at the same time, and finishes all',
    async (threads) => {
      const pool = createPool({ threads })
      const shared = new SharedArrayBuffer(8)
      const work = Array.from({ length: 4 * threads }, () => pool.run({ task: 'meet', shared, threads }))
      expect(pool.size()).toBe(threads)
      expect(await Promise.all(work)).toHaveLength(4 * threads)
      expect([...new Int32Array(shared)]).toEqual([0, threads])
    },
  )

  test('returns each result to its own job, also when many are queued', async () => {
    const pool = createPool()
    const tasks = Array.from({ length: 50 }, (_, i) => `image ${i}`)
    expect(await Promise.all(tasks.map((task) => pool.run({ task })))).toEqual(tasks)
  })

  test('fails a job with the error of its thread, and keeps the thread', async () => {
    const pool = createPool({ threads: 1 })
    expect(await failureOf(pool.run({ task: 'refuse' }))).toMatch(/no such colour/)
    expect(pool.size()).toBe(1)
    expect(await pool.run({ task: 'next' })).toBe('next')
  })

  test.each([
    ['crash', /out of paint/],
    ['exit', /exited with code 3/],
  ])('fails only the running job when its thread dies (%s)', async (task, reason) => {
    const pool = createPool({ threads: 1 })
    const [dead, ...others] = [{ task }, { task: 'second' }, { task: 'third' }].map((job) => pool.run(job))
    expect(await failureOf(dead as Promise<string>)).toMatch(reason)
    expect(await Promise.all(others)).toEqual(['second', 'third'])
    expect(pool.size()).toBe(1)
  })

  test('ends a thread whose job times out, and runs the jobs queued after it', async () => {
    const pool = createPool({ threads: 1, timeoutMs: 1500 })
    const [hung, other] = [pool.run({ task: 'hang' }), pool.run({ task: 'second' })]
    expect(await failureOf(hung)).toMatch(/timed out after 1.5 s/)
    expect(await other).toBe('second')
  })

  test("fails each job when threads can't start, and the process keeps running", async () => {
    const pool = createPool({ script: './no-such-file.mjs' })
    expect(await failureOf(pool.run({ task: 'first' }))).toMatch(/no-such-file/)
    expect(await failureOf(pool.run({ task: 'second' }))).toMatch(/no-such-file/)
    expect(pool.size()).toBe(0)
  })

  test('ends an idle thread, and starts one for the next job', async () => {
    const pool = createPool({ idleMs: 50 })
    expect(await pool.run({ task: 'first' })).toBe('first')
    await vi.waitFor(() => expect(pool.size()).toBe(0), { timeout: 5000 })
    expect(await pool.run({ task: 'second' })).toBe('second')
  })

  test('fails running, queued and new jobs when it is closed', async () => {
    const pool = createPool({ threads: 1 })
    const work = [pool.run({ task: 'hang' }), pool.run({ task: 'second' })].map(failureOf)
    await pool.close()
    for (const reason of await Promise.all(work)) expect(reason).toMatch(/the program is stopping/)
    expect(await failureOf(pool.run({ task: 'third' }))).toMatch(/the program is stopping/)
    expect(pool.size()).toBe(0)
  })
})
