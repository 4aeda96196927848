import { htmlToText } from './html-to-text.ts'

export interface BrowserPage {
  status: number
  /** The redirect target; empty if there is none. */
  location: string
  /** The text of the page, line by line. */
  text: string
}

/** A minimal browser for pages without scripts: it keeps cookies and finds forms. */
export function createBrowserSession() {
  const cookies = new Map<string, string>()

  async function request(address: string, init: RequestInit): Promise<BrowserPage> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(init.headers as Record<string, string>), ...(cookie ? { cookie } : {}) }
    const response = await fetch(address, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return {
      status: response.status,
      location: response.headers.get('location') ?? '',
      text: htmlToText(await response.text()),
    }
  }

  return {
    get: (address: string) => request(address, {}),
    post: (address: string, fields: Record<string, string>) =>
      request(address, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { origin: new URL(address).origin, 'sec-fetch-site': 'same-origin' },
      }),
  }
}
