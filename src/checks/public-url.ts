import type { Finding, FindingSentences } from './finding.ts'

type PublicUrlFinding = Finding & { check: 'public-url'; publicUrl: string } & (
    | { kind: 'public-url-local' }
    | { kind: 'public-url-not-https' }
    /** `reason`: the code of a socket error, or a status. */
    | { kind: 'public-url-unanswered'; reason: string }
    | { kind: 'public-url-of-another-program' }
    | { kind: 'callback-domain-refused'; domain: string }
  )

/** How a request for a page ended. */
export type PageResponse = { status: number; body: string } | { failure: string }

/** A host name that means the machine itself. */
const isLoopback = (url: string) => /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname)

/** A page that every web role serves, and that a proxy must let through. */
const PAGE = '/privacy'
const TITLE = /<title>[^<]*Domestique<\/title>/

async function findUnanswered(publicUrl: string, fetchPage: (url: string) => Promise<PageResponse>) {
  const page = await fetchPage(`${publicUrl}${PAGE}`)
  if ('failure' in page) return { kind: 'public-url-unanswered', reason: page.failure } as const
  if (page.status >= 500) return { kind: 'public-url-unanswered', reason: `status ${page.status}` } as const
  return TITLE.test(page.body) ? undefined : ({ kind: 'public-url-of-another-program' } as const)
}

/** Whether browsers and Strava can reach PUBLIC_URL, as far as this machine can tell. */
export async function checkPublicUrl(options: {
  publicUrl: string
  /** The OAuth redirect URI: where Strava sends the browser back to. */
  redirectUri: string
  stravaApiUrl: string
  fetchPage: (url: string) => Promise<PageResponse>
  refusesRedirect: (redirectUri: string) => Promise<boolean>
}): Promise<PublicUrlFinding[]> {
  const { publicUrl, stravaApiUrl } = options
  const [isLocal, domain] = [isLoopback(publicUrl), new URL(publicUrl).hostname]
  const unanswered = await findUnanswered(publicUrl, options.fetchPage)
  const isRefused = await options.refusesRedirect(options.redirectUri)
  const about = { check: 'public-url', publicUrl } as const
  return [
    ...(isLocal && !isLoopback(stravaApiUrl)
      ? [{ ...about, severity: 'warning', kind: 'public-url-local' } as const]
      : []),
    ...(!isLocal && publicUrl.startsWith('http:')
      ? [{ ...about, severity: 'warning', kind: 'public-url-not-https' } as const]
      : []),
    ...(unanswered ? [{ ...about, severity: 'error', ...unanswered } as const] : []),
    ...(isRefused ? [{ ...about, severity: 'error', kind: 'callback-domain-refused', domain } as const] : []),
  ]
}

const TO_PORT = 'Point it at PORT of the process with the role web: docs/setup.md has examples.'

export const publicUrlSentences: FindingSentences<PublicUrlFinding> = {
  'public-url-local': ({ publicUrl }) =>
    `PUBLIC_URL is an address of this machine (${publicUrl}): others can't connect their accounts, and Strava sends no events. Set it to a public address.`,
  'public-url-not-https': ({ publicUrl }) =>
    `PUBLIC_URL has no encryption (${publicUrl}). Put an HTTPS proxy in front of the bot, and set PUBLIC_URL to an https:// address.`,
  'public-url-unanswered': ({ publicUrl, reason }) =>
    `Nothing answers at PUBLIC_URL, asked from this machine (${publicUrl}${PAGE}: ${reason}). ${TO_PORT}`,
  'public-url-of-another-program': ({ publicUrl }) =>
    `Another program, or a login page, answers at PUBLIC_URL (${publicUrl}${PAGE}). ${TO_PORT}`,
  'callback-domain-refused': ({ domain }) =>
    `Strava refuses to send members back to PUBLIC_URL. Set the Authorization Callback Domain to ${domain} at https://www.strava.com/settings/api.`,
}
