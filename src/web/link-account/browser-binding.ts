import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

const COOKIE_NAME = 'domestique_connect'
const COOKIE_MAX_AGE_SECONDS = 15 * 60

/** Browsers and previews look at addresses that nobody opens yet, or ever (https://www.rfc-editor.org/rfc/rfc9110#HEAD, Sec-Purpose). */
export function isPrefetch({ req }: Context): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => req.header(name) ?? '')
  return req.method === 'HEAD' || purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))
}

/** How an address is bound to the browser that sent its form: a cookie, and where the form came from. */
export function createBrowserBinding(publicUrl: string) {
  const isHttps = publicUrl.startsWith('https:')

  /** One cookie for each address, so that two of them do not disturb each other. No other host can plant one that begins with `__Host-`. */
  const cookieName = (state: string) => {
    const name = createHash('sha256').update(state).digest('base64url').slice(0, 8)
    return `${isHttps ? '__Host-' : ''}${COOKIE_NAME}_${name}`
  }

  return {
    /** The secret that this browser shows for an address. */
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

    /** A form of ours, as far as the browser says: other pages must not link anybody to anything. */
    isSameOrigin(context: Context): boolean {
      const site = context.req.header('sec-fetch-site')
      if (site) return site === 'same-origin' || site === 'none'
      const origin = context.req.header('origin')
      return !origin || origin === new URL(publicUrl).origin || origin === new URL(context.req.url).origin
    },
  }
}
