import { Hono } from 'hono'
import { capacityPage, consentPage, knownScopes } from './consent.ts'
import { badRequest } from './faults.ts'
import type { RouteEnv, World } from './world.ts'

interface Asked {
  redirect: URL
  state: string
  scopes: string[]
}

/** `GET /oauth/authorize` shows the consent page, its form answers with the way back to the program. */
export function authorizeRoutes(world: World) {
  const routes = new Hono<RouteEnv>()

  function check(query: URLSearchParams, complain: (fault: string) => void): Asked | Response {
    const refuse = (field: string, fault?: string, resource = 'Application') => {
      if (fault) complain(fault)
      return badRequest(resource, field)
    }
    if (query.get('client_id') !== world.clientId) return refuse('client_id')
    const address = query.get('redirect_uri') ?? ''
    if (!/^https?:\/\//.test(address) || !URL.canParse(address)) {
      return refuse('redirect_uri', 'redirect_uri has to start with http')
    }
    const redirect = new URL(address)
    if (!mayReturnTo(redirect.hostname, world.callbackDomain)) return refuse('redirect_uri')
    const wrong = 'Authorize'
    if (query.get('response_type') !== 'code') return refuse('response_type', 'response_type has to be code', wrong)
    const prompt = query.get('approval_prompt') ?? 'auto'
    if (prompt !== 'auto' && prompt !== 'force') {
      return refuse('approval_prompt', 'approval_prompt has to be auto or force', wrong)
    }
    const scopes = (query.get('scope') ?? '').split(',')
    const unknown = scopes.filter((scope) => !(scope in knownScopes))
    if (unknown.length > 0) return refuse('scope', `unknown scope "${unknown.join(',')}"`, wrong)
    return { redirect, state: query.get('state') ?? '', scopes }
  }

  routes.get('/authorize', (c) => {
    const { call } = c.env
    const asked = check(call.url.searchParams, (fault) => world.recorder.complain(call, fault))
    if (asked instanceof Response) return asked
    const people = [...world.athletes.members.values()].map((member) => member.profile)
    return c.html(consentPage({ appName: world.appName, action: call.url.search, people, scopes: asked.scopes }))
  })

  routes.post('/authorize', (c) => {
    const { call } = c.env
    const asked = check(call.url.searchParams, () => {})
    if (asked instanceof Response) return asked
    const member = world.athletes.members.get(call.form.get('athlete') ?? '')
    if (!member) return c.text('No such athlete', 400)
    const back = (answer: string) => {
      const joint = asked.redirect.search ? '&' : '?'
      return c.redirect(`${asked.redirect}${joint}state=${encodeURIComponent(asked.state)}&${answer}`, 302)
    }
    if (call.form.get('decision') !== 'authorize') return back('error=access_denied')
    const athleteId = String(member.profile.id)
    call.athleteId = athleteId
    if (!world.grants.isConnected(athleteId) && world.grants.connectedCount() >= world.capacity) {
      return c.html(capacityPage(), 403)
    }
    const ticked = call.form.getAll('scope')
    const granted = asked.scopes.filter((scope) => scope === 'read' || ticked.includes(scope))
    const scope = (granted.length > 0 ? granted : ['read']).join(',')
    return back(`code=${world.grants.issueCode(athleteId, scope)}&scope=${scope}`)
  })

  return routes
}

function mayReturnTo(host: string, domain: string | undefined): boolean {
  if (host === 'localhost' || host === '127.0.0.1') return true
  return domain !== undefined && (host === domain || host.endsWith(`.${domain}`))
}
