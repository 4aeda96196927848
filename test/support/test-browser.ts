/** A minimal browser for pages without scripts: it keeps cookies and sends a form's origin. */
export function createTestBrowser() {
  const cookies = new Map<string, string>()

  async function request(url: string, init: RequestInit) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(init.headers as Record<string, string>), ...(cookie ? { cookie } : {}) }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const body = await response.text()
    return {
      status: response.status,
      location: response.headers.get('location') ?? '',
      headers: response.headers,
      body,
      /** The text of the page, without its head and tags. */
      text: body
        .replace(/<head>[\s\S]*<\/head>/, '')
        .replace(/<[^>]+>/g, ' ')
        .replaceAll('&#39;', "'")
        .replace(/\s+/g, ' ')
        .trim(),
    }
  }

  return {
    get: (url: string) => request(url, {}),
    /** The cookies that it sends. */
    cookies: () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    post: (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      request(url, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { origin: new URL(url).origin, 'sec-fetch-site': 'same-origin', ...headers },
      }),
  }
}
