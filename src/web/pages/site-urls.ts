/** The pages that all others link to. Paths. */
export interface SiteUrls {
  home: string
  privacy: string
  terms: string
  icon: string
}

/** The paths include the path of `publicUrl`, below which a proxy may serve this program. */
export function siteUrls(publicUrl: string): SiteUrls {
  const at = (path: string) => new URL(`${publicUrl}/${path}`).pathname
  return { home: at(''), privacy: at('privacy'), terms: at('terms'), icon: at('assets/icon.svg') }
}
