import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

const COOKIE_NAME = 'domestique_connect'
const COOKIE_MAX_AGE_SECONDS = 15 * 60

/**
 * Browsers and link previews request URLs before anyone opens them (https://www.rfc-editor.org/rfc/rfc9110#HEAD,
 * Sec-Purpose).
 */
export function isPrefetch({ req }: Context): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => req.header(name) ?? '')
  return req.method === 'HEAD' || purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))
}

/** Binds a link to the browser that sent its form, by a cookie and the form's origin. */
export function createBrowserBinding(publicUrl: string) {
  const isHttps = publicUrl.startsWith('https:')

  /** One cookie per link, so that two links don't interfere. No other host can set one that starts with `__Host-`. */
  const cookieName = (state: string) => {
    const name = createHash('sha256').update(state).digest('base64url').slice(0, 8)
    return `${isHttps ? '__Host-' : ''}${COOKIE_NAME}_${name}`
  }

  return {
    /** The secret that this browser sends for a link. */
    secretOf: (context: Context, state: string) => getCookie(context, cookieName(state)),

    setSecret(context: Context, state: string, secret: string): void {
      setCookie(context, cookieName(state), secret, {
        path: '/',
        httpOnly: true,
        sameSite: 'Lax',
        secure: isHttps,
        maxAge: COOKIE_MAX_AGE_SECONDS,
      })
    },

    /** Whether the browser reports our own origin for the form: other sites must not link anyone. */
    isSameOrigin(context: Context): boolean {
      const site = context.req.header('sec-fetch-site')
      if (site) return site === 'same-origin' || site === 'none'
      const origin = context.req.header('origin')
      return !origin || origin === new URL(publicUrl).origin || origin === new URL(context.req.url).origin
    },
  }
}
