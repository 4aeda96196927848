import { beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '../../src/logger.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const errorLines: string[] = []
const testEnv = useTestEnv({ log: createLog('error', [], { write: (line) => void errorLines.push(line) }) })

beforeEach(() => void errorLines.splice(0))

/** Sends a form to a personal link, as no browser would. */
async function send(body: string, headers: Record<string, string>) {
  const [button] = (await testEnv.runCommand(testEnv.addPerson('ana'), '/strava link')).links()
  const response = await fetch(button?.url ?? '', { method: 'POST', body, headers, redirect: 'manual' })
  return { status: response.status, text: await response.text() }
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const MULTIPART = { 'content-type': 'multipart/form-data; boundary=invented' }

describe('a form on the consent page', () => {
  const tooLarge = `share=auto&more=${'x'.repeat(65 * 1024)}`

  test.each([
    ['that is larger than 64 KiB', tooLarge, FORM, 413],
    ["that claims to be multipart and isn't", 'nothing of the kind', MULTIPART, 400],
    ['that breaks off', '--invented\r\ncontent-disposition: form-data; name="sha', MULTIPART, 400],
    ['that is multipart without a boundary', 'share=auto', { 'content-type': 'multipart/form-data' }, 400],
    ['that is no form at all', '{"share":"auto"}', { 'content-type': 'application/json' }, 400],
  ])('%s is refused as a client error', async (_, body, headers, status) => {
    const refused = await send(body, headers)
    expect(refused.status).toBe(status)
    expect(refused.text).toContain('</html>')
    expect(errorLines).toEqual([])
  })

  test('that is larger than 64 KiB, without a content length, is refused too', async () => {
    const stream = new Blob([tooLarge]).stream()
    const [button] = (await testEnv.runCommand(testEnv.addPerson('ana'), '/strava link')).links()
    const init = { method: 'POST', body: stream, headers: FORM, duplex: 'half' } as RequestInit
    expect((await fetch(button?.url ?? '', init)).status).toBe(413)
    expect(errorLines).toEqual([])
  })
})
