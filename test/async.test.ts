import { expect, test, vi } from 'vitest'
import { createMutex, pollUntilDefined, withAbortTimeout, withTimeout } from '../src/async.ts'

const never = new Promise<never>(() => {})

test('work that finishes in time returns its result, and its signal is not aborted', async () => {
  let signal: AbortSignal | undefined
  const result = await withAbortTimeout(60_000, async (passedSignal) => {
    signal = passedSignal
    return 'made'
  })
  expect([result, signal?.aborted]).toEqual(['made', false])
})

test('the signal of work that takes too long is aborted', async () => {
  const stopped = withAbortTimeout(
    1,
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  )
  await expect(stopped).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('waiting for work that never ends times out', async () => {
  await expect(withTimeout(1, never)).rejects.toThrow('timed out after')
})

const FAST_RETRY = { minTimeout: 1, factor: 1 }

test('a value is polled until it is defined', async () => {
  const answers = [undefined, undefined, 'there', 'later']
  expect(await pollUntilDefined(async () => answers.shift(), FAST_RETRY)).toBe('there')
  expect(answers).toEqual(['later'])
})

test('polling returns undefined if no value arrives in time', async () => {
  let reads = 0
  const read = async (): Promise<string | undefined> => {
    reads += 1
    return undefined
  }
  expect(await pollUntilDefined(read, { ...FAST_RETRY, retries: 2 })).toBeUndefined()
  expect(await pollUntilDefined(read, { ...FAST_RETRY, shouldRetry: () => reads < 5 })).toBeUndefined()
  expect(reads).toBe(5)
})

test('an error while polling is not retried', async () => {
  const read = vi.fn().mockRejectedValue(new Error('refused'))
  await expect(pollUntilDefined(read, FAST_RETRY)).rejects.toThrow('refused')
  expect(read).toHaveBeenCalledOnce()
})

test('calls through a mutex run one at a time, even after one that failed', async () => {
  const runExclusive = createMutex()
  const steps: string[] = []
  const work = (name: string, fails = false) =>
    runExclusive(async () => {
      steps.push(`${name} starts`)
      await Promise.resolve()
      steps.push(`${name} ends`)
      if (fails) throw new Error(`${name} failed`)
      return name
    })
  const results = await Promise.allSettled([work('first'), work('second', true), work('third')])
  expect(steps).toEqual(['first starts', 'first ends', 'second starts', 'second ends', 'third starts', 'third ends'])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
