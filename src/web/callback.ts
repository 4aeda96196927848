/** Where Strava sends its events, and what it has to show there. Neither secret is stored: every process derives the same ones. */
export interface Callback {
  url: string
  secret: string
  verifyToken: string
}

/** The callback of an application; `derive` makes a secret of a label, the same one in all processes. */
export function toCallback(options: {
  publicUrl: string
  clientId: string
  derive: (label: string) => string
}): Callback {
  const { publicUrl, clientId, derive } = options
  const secret = derive(`strava-callback:${clientId}`)
  return {
    url: `${publicUrl}/webhooks/strava/${secret}`,
    secret,
    verifyToken: derive(`strava-verify-token:${clientId}`),
  }
}
