export type CallKind = 'authorize' | 'token' | 'refresh' | 'revoke' | 'read' | 'subscription' | 'photo' | 'other'

/** One request: read once, classified, with a place for its owner. */
export interface IncomingCall {
  at: number
  method: string
  url: URL
  headers: Headers
  kind: CallKind
  form: URLSearchParams
  formType: 'urlencoded' | 'multipart' | 'other' | 'none'
  athleteId?: string
  /** Undoes the blame for reusing what this call invalidated; called if the response never arrives. */
  onResponseLost?: () => void
}

/**
 * Whether a person opened the URL in a browser: only browsers send Sec-Fetch headers. Links from the program have a
 * query.
 */
export const isBrowserRequest = ({ headers, kind, url }: IncomingCall): boolean =>
  headers.has('sec-fetch-dest') && (kind !== 'authorize' || url.search === '')

function kindOf(method: string, path: string, form: URLSearchParams): CallKind {
  if (path === '/oauth/token' || path === '/api/v3/oauth/token') {
    return form.get('grant_type') === 'refresh_token' ? 'refresh' : 'token'
  }
  if (path === '/oauth/authorize') return 'authorize'
  if (path === '/oauth/revoke' || path === '/oauth/deauthorize') return 'revoke'
  if (path.startsWith('/api/v3/push_subscriptions')) return 'subscription'
  if (path.startsWith('/photos/')) return 'photo'
  return path.startsWith('/api/v3/') && method === 'GET' ? 'read' : 'other'
}

async function readForm(request: Request): Promise<Pick<IncomingCall, 'form' | 'formType'>> {
  const type = request.headers.get('content-type') ?? ''
  if (type.startsWith('multipart/form-data')) {
    const pairs = [...(await request.formData())].map(([name, value]): [string, string] => [name, String(value)])
    return { form: new URLSearchParams(pairs), formType: 'multipart' }
  }
  const body = await request.text()
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { form: new URLSearchParams(body), formType: 'urlencoded' }
  }
  return { form: new URLSearchParams(), formType: body === '' ? 'none' : 'other' }
}

export async function readCall(request: Request, at: number): Promise<IncomingCall> {
  const url = new URL(request.url)
  const { form, formType } = await readForm(request)
  const kind = kindOf(request.method, url.pathname, form)
  return { at, method: request.method, url, headers: request.headers, kind, form, formType }
}

const SECRET_PARAMETERS = ['client_secret', 'access_token', 'refresh_token', 'code', 'token', 'verify_token']

/** Path and query with secrets removed. */
export function toRedactedPath(url: URL): string {
  const query = new URLSearchParams(url.search)
  for (const name of SECRET_PARAMETERS) if (query.has(name)) query.set(name, '***')
  return query.size ? `${url.pathname}?${query}` : url.pathname
}
