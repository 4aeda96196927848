import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { ACCOUNT_PARAMETER, capacityPage, consentPage, KNOWN_SCOPES, signInPage } from './consent-page.ts'
import { badRequest } from './error-responses.ts'
import type { RouteEnv, StravaState } from './strava-state.ts'

interface AuthorizeRequest {
  redirect: URL
  state: string
  scopes: string[]
}

/** `GET /oauth/authorize` shows the consent page; its form redirects back to the program. */
export function authorizeRoutes(state: StravaState) {
  const routes = new Hono<RouteEnv>()
  routes.use(
    '/authorize',
    secureHeaders({
      // Without formAction, which would also apply to the redirect back to the program.
      contentSecurityPolicy: { defaultSrc: ["'none'"], styleSrc: ["'unsafe-inline'"], frameAncestors: ["'none'"] },
      strictTransportSecurity: false,
    }),
  )

  function check(query: URLSearchParams, complain: (fault: string) => void): AuthorizeRequest | Response {
    const refuse = (field: string, fault?: string, resource = 'Application') => {
      if (fault) complain(fault)
      return badRequest(resource, field)
    }
    if (query.get('client_id') !== state.clientId) return refuse('client_id')
    const address = query.get('redirect_uri') ?? ''
    if (!/^https?:\/\//.test(address) || !URL.canParse(address)) {
      return refuse('redirect_uri', 'redirect_uri has to start with http')
    }
    const redirect = new URL(address)
    if (!isAllowedRedirect(redirect.hostname, state.callbackDomain)) return refuse('redirect_uri')
    const wrong = 'Authorize'
    if (query.get('response_type') !== 'code') return refuse('response_type', 'response_type has to be code', wrong)
    const prompt = query.get('approval_prompt') ?? 'auto'
    if (prompt !== 'auto' && prompt !== 'force') {
      return refuse('approval_prompt', 'approval_prompt has to be auto or force', wrong)
    }
    const scopes = (query.get('scope') ?? '').split(',')
    const unknown = scopes.filter((scope) => !(scope in KNOWN_SCOPES))
    if (unknown.length > 0) return refuse('scope', `unknown scope "${unknown.join(',')}"`, wrong)
    return { redirect, state: query.get('state') ?? '', scopes }
  }

  routes.get('/authorize', (c) => {
    const { call } = c.env
    const asked = check(call.url.searchParams, (fault) => state.recorder.complain(call, fault))
    if (asked instanceof Response) return asked
    const people = [...state.athletes.athletesById.values()].map((member) => member.profile)
    const account = call.url.searchParams.get(ACCOUNT_PARAMETER) ?? state.signedInAthlete
    const person = people.find(({ id }) => String(id) === account)
    const query = call.url.search
    if (!person) return c.html(signInPage(query, people))
    return c.html(consentPage({ appName: state.appName, query, people, person, scopes: asked.scopes }))
  })

  routes.post('/authorize', (c) => {
    const { call } = c.env
    const asked = check(call.url.searchParams, () => {})
    if (asked instanceof Response) return asked
    const member = state.athletes.athletesById.get(call.form.get('athlete') ?? '')
    if (!member) return c.text('No such athlete', 400)
    const back = (answer: string) => {
      const joint = asked.redirect.search ? '&' : '?'
      return c.redirect(`${asked.redirect}${joint}state=${encodeURIComponent(asked.state)}&${answer}`, 302)
    }
    if (call.form.get('decision') !== 'authorize') return back('error=access_denied')
    const athleteId = String(member.profile.id)
    call.athleteId = athleteId
    if (!state.grants.isConnected(athleteId) && state.grants.connectedCount() >= state.athleteCapacity) {
      return c.html(capacityPage(), 403)
    }
    const ticked = call.form.getAll('scope')
    const granted = asked.scopes.filter((scope) => scope === 'read' || ticked.includes(scope))
    const scope = (granted.length > 0 ? granted : ['read']).join(',')
    return back(`code=${state.grants.issueCode(athleteId, scope)}&scope=${scope}`)
  })

  return routes
}

function isAllowedRedirect(host: string, domain: string | undefined): boolean {
  if (host === 'localhost' || host === '127.0.0.1') return true
  return domain !== undefined && (host === domain || host.endsWith(`.${domain}`))
}
