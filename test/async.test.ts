import { expect, test } from 'vitest'
import { withAbortTimeout, withTimeout } from '../src/async.ts'

const never = new Promise<never>(() => {})

test('work that is done in time gives what it made, and its signal stays quiet', async () => {
  let signal: AbortSignal | undefined
  const made = await withAbortTimeout(60_000, async (handed) => {
    signal = handed
    return 'made'
  })
  expect([made, signal?.aborted]).toEqual(['made', false])
})

test('work that takes too long is told so by its signal', async () => {
  const stopped = withAbortTimeout(
    1,
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  )
  await expect(stopped).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('whoever waits for what never comes is told so', async () => {
  await expect(withTimeout(1, never)).rejects.toThrow('not done within')
})
