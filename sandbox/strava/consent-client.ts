import { ACCOUNT_PARAMETER } from './consent-page.ts'

export interface ConsentChoice {
  athlete: { id: string }
  /** scopes to untick */
  untick?: string[]
  deny?: boolean
}

/** The consent page responded with a page instead of a redirect. */
export class ConsentError extends Error {
  readonly status: number
  readonly page: string
  constructor(status: number, page: string) {
    const title = /<h1>(.*?)<\/h1>/.exec(page)?.[1] ?? page.slice(0, 200)
    super(`Strava's consent page answered ${status}: ${title}`)
    this.name = 'ConsentError'
    this.status = status
    this.page = page
  }
}

/** Acts like a person on the consent page; resolves to the callback URL with the code, without calling it. */
export async function submitConsent(authorizeUrl: string, { athlete, untick = [], deny = false }: ConsentChoice) {
  const address = new URL(authorizeUrl)
  address.searchParams.set(ACCOUNT_PARAMETER, athlete.id)
  const page = await fetch(address, { redirect: 'manual' })
  const text = await page.text()
  if (page.status !== 200) throw new ConsentError(page.status, text)
  const form = text.split('<form').find((part) => part.includes(`name="athlete" value="${athlete.id}"`))
  if (!form) throw new Error(`There is no athlete ${athlete.id} on the consent page`)
  const boxes = [...form.matchAll(/name="scope" value="([^"]+)" checked\s+(disabled)?/g)]
  const ticked = boxes.filter(([, scope, disabled]) => !disabled && !untick.includes(scope ?? ''))
  const body = new URLSearchParams({ athlete: athlete.id, decision: deny ? 'cancel' : 'authorize' })
  for (const [, scope] of ticked) body.append('scope', scope ?? '')
  const answer = await fetch(authorizeUrl, { method: 'POST', body, redirect: 'manual' })
  const location = answer.headers.get('location')
  if (answer.status !== 302 || !location) throw new ConsentError(answer.status, await answer.text())
  return location
}
