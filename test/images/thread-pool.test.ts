import { afterEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { createThreadPool } from '../../src/images/thread-pool.ts'

interface Job {
  what: string
  shared?: SharedArrayBuffer
  threads?: number
}

const pools: { close(): Promise<void> }[] = []

function aPool(more: { threads?: number; timeoutMs?: number; idleMs?: number; script?: string } = {}) {
  const { script = './thread.mjs', ...options } = more
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

const why = (work: Promise<unknown>) =>
  work.then(
    () => 'it was done',
    (error) => (error instanceof AppError && error.kind === 'image-failed' ? error.message : error),
  )

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()))
})

describe('the threads that draw', () => {
  test('none is started before there is something to draw', async () => {
    const pool = aPool()
    expect(pool.size()).toBe(0)
    expect(await pool.run({ what: 'paint' })).toBe('paint')
    expect(pool.size()).toBe(1)
  })

  test.each([1, 2, 3])('never more than %i draw at once, and all that was asked for is drawn', async (threads) => {
    const pool = aPool({ threads })
    const shared = new SharedArrayBuffer(8)
    const work = Array.from({ length: 4 * threads }, () => pool.run({ what: 'meet', shared, threads }))
    expect(pool.size()).toBe(threads)
    expect(await Promise.all(work)).toHaveLength(4 * threads)
    expect([...new Int32Array(shared)]).toEqual([0, threads])
  })

  test('answers belong to what was asked, also when many wait', async () => {
    const pool = aPool()
    const asked = Array.from({ length: 50 }, (_, i) => `image ${i}`)
    expect(await Promise.all(asked.map((what) => pool.run({ what })))).toEqual(asked)
  })

  test('what cannot be drawn fails with its reason, and the thread lives on', async () => {
    const pool = aPool({ threads: 1 })
    expect(await why(pool.run({ what: 'refuse' }))).toMatch(/no such colour/)
    expect(pool.size()).toBe(1)
    expect(await pool.run({ what: 'next' })).toBe('next')
  })

  test.each([
    ['crash', /out of paint/],
    ['exit', /ended with 3/],
  ])('a thread that dies (%s) takes one image with it, and the others are drawn', async (what, reason) => {
    const pool = aPool({ threads: 1 })
    const [dead, ...others] = [{ what }, { what: 'second' }, { what: 'third' }].map((job) => pool.run(job))
    expect(await why(dead as Promise<string>)).toMatch(reason)
    expect(await Promise.all(others)).toEqual(['second', 'third'])
    expect(pool.size()).toBe(1)
  })

  test('a thread that does not come to an end is ended, and the others are drawn', async () => {
    const pool = aPool({ threads: 1, timeoutMs: 1500 })
    const [hung, other] = [pool.run({ what: 'hang' }), pool.run({ what: 'second' })]
    expect(await why(hung)).toMatch(/not done within 1.5 s/)
    expect(await other).toBe('second')
  })

  test('a thread that cannot even start is an error for each image, not for the program', async () => {
    const pool = aPool({ script: './no-such-file.mjs' })
    expect(await why(pool.run({ what: 'first' }))).toMatch(/no-such-file/)
    expect(await why(pool.run({ what: 'second' }))).toMatch(/no-such-file/)
    expect(pool.size()).toBe(0)
  })

  test('a thread with nothing to do ends after a while, and comes again when there is', async () => {
    const pool = aPool({ idleMs: 50 })
    expect(await pool.run({ what: 'first' })).toBe('first')
    await vi.waitFor(() => expect(pool.size()).toBe(0), { timeout: 5000 })
    expect(await pool.run({ what: 'second' })).toBe('second')
  })

  test('closing ends what is drawn and what waits, and nothing begins any more', async () => {
    const pool = aPool({ threads: 1 })
    const work = [pool.run({ what: 'hang' }), pool.run({ what: 'second' })].map(why)
    await pool.close()
    for (const reason of await Promise.all(work)) expect(reason).toMatch(/the program is stopping/)
    expect(await why(pool.run({ what: 'third' }))).toMatch(/the program is stopping/)
    expect(pool.size()).toBe(0)
  })
})
