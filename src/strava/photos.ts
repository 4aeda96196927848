import { withAbortTimeout } from '../async.ts'
import { AppError } from '../errors.ts'
import { readBody } from '../read-body.ts'
import { reasonOf } from './http.ts'

/** Discord accepts files of up to ten megabytes. */
const MAX_PHOTO_BYTES = 8 * 1024 * 1024

const PHOTO_TYPES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** Strava's own servers, and the CDN that serves its photos. */
const PHOTO_HOSTS = /(?:^|\.)(?:strava\.com|cloudfront\.net)$/

/** Whether this is an HTTPS URL of Strava's, or on the configured `STRAVA_API_URL`. */
export function isPhotoUrl(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false
  const { origin, protocol, hostname, port } = new URL(url)
  return origin === new URL(apiUrl).origin || (protocol === 'https:' && port === '' && PHOTO_HOSTS.test(hostname))
}

const photoFailed = (reason: string) =>
  new AppError('image-failed', `the photo could not be fetched: ${reason}`, {
    userMessage: { key: 'error.unforeseen' },
  })

/** Fetches photos. Needs no access token and counts against no limit. `timeout` for a whole photo, in milliseconds. */
export function createPhotoFetcher({ apiUrl, timeoutMs }: { apiUrl: string; timeoutMs: number }) {
  async function fetchOnce(url: string, signal: AbortSignal): Promise<Uint8Array> {
    const response = await fetch(url, { redirect: 'error', signal, headers: { accept: [...PHOTO_TYPES].join(', ') } })
    const [type = ''] = (response.headers.get('content-type') ?? '').split(';')
    if (response.ok && PHOTO_TYPES.has(type.trim())) return readBody(response, MAX_PHOTO_BYTES)
    await response.body?.cancel()
    throw photoFailed(response.ok ? 'it is not a JPEG, PNG or WebP' : `status ${response.status}`)
  }

  /** Rejects with an AppError of the kind `image-failed`. */
  return async function fetchPhoto(url: string): Promise<Uint8Array> {
    if (!isPhotoUrl(url, apiUrl)) throw photoFailed("its address isn't one of Strava's")
    try {
      return await withAbortTimeout(timeoutMs, (signal) => fetchOnce(url, signal))
    } catch (error) {
      throw error instanceof AppError ? error : photoFailed(reasonOf(error))
    }
  }
}
