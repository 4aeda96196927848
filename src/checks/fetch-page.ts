import { withAbortTimeout } from '../async.ts'
import { readBody } from '../read-body.ts'
import type { PageResponse } from './public-url.ts'

const TIMEOUT_MS = 5000
const MAX_BODY_BYTES = 100_000

/** The code of a socket error, or what else went wrong; never the URL, which may hold a secret. */
function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'TimeoutError') return 'timed out'
  const code = (error.cause as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : error.name
}

/** Reads a page as a browser would, through redirects. */
export async function fetchPage(url: string): Promise<PageResponse> {
  try {
    return await withAbortTimeout(TIMEOUT_MS, async (signal) => {
      const response = await fetch(url, { signal })
      return { status: response.status, body: new TextDecoder().decode(await readBody(response, MAX_BODY_BYTES)) }
    })
  } catch (error) {
    return { failure: failureOf(error) }
  }
}
