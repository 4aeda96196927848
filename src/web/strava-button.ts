import { readFile } from 'node:fs/promises'
import type { Hono } from 'hono'
import { SetupError } from '../errors.ts'

/** The image can't run or load anything; its own styles apply. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

/**
 * Serves Strava's official “Connect with Strava” button, an SVG or a PNG. Returns its URL. Throws a SetupError if the
 * file is missing.
 */
export async function addStravaButton(
  app: Hono,
  { publicUrl, file }: { publicUrl: string; file: string },
): Promise<string> {
  const contentType = file.toLowerCase().endsWith('.svg') ? 'image/svg+xml' : 'image/png'
  const picture = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new SetupError(`STRAVA_BUTTON_FILE cannot be read (${error.code}): ${file}`)
  })
  app.get('/assets/strava-button', (context) =>
    context.body(new Uint8Array(picture), 200, {
      'content-type': contentType,
      'content-security-policy': PICTURE_POLICY,
      'cache-control': 'public, max-age=86400',
    }),
  )
  return new URL(`${publicUrl}/assets/strava-button`).pathname
}
