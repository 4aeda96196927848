import { html } from 'hono/html'
import type { SummaryAthlete } from './strava-types.ts'

/** All scopes, in the words of Strava's consent page. */
export const KNOWN_SCOPES: Record<string, string> = {
  read: 'View data about your public profile (required)',
  read_all: 'View your private non-activity data such as segments and routes',
  'profile:read_all': 'View your complete Strava profile',
  'profile:write': 'Change your Strava profile',
  'activity:read': 'View data about your activities',
  'activity:read_all': 'View data about your private activities',
  'activity:write': 'Upload your activities to Strava and edit them',
}

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f4f4f2; color: #242428 }
  header { background: #fc5200; color: #fff; padding: 1rem 2rem; font-weight: 700 }
  main { max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
  form { background: #fff; border: 1px solid #ddd; border-radius: 6px; padding: 1rem 1.5rem; margin: 0 0 1rem }
  label { display: block } h2 { margin: 0 0 .5rem; font-size: 1.1rem }
  button { font: inherit; padding: .5rem 1.2rem; border: 1px solid #bbb; border-radius: 4px; background: #fff; cursor: pointer }
  button[value=authorize] { background: #fc5200; border-color: #fc5200; color: #fff; margin-right: .5rem }`

const layout = (title: string, body: unknown) => html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head>
<body><header>Sandbox Strava: everybody here is invented</header><main>${body}</main></body>
</html>`

interface ConsentPageOptions {
  appName: string
  /** the target of the forms: the query of the page itself */
  action: string
  people: SummaryAthlete[]
  scopes: string[]
}

export function consentPage({ appName, action, people, scopes }: ConsentPageOptions) {
  const box = (scope: string) =>
    html`<label><input type="checkbox" name="scope" value="${scope}" checked ${scope === 'read' ? 'disabled' : ''}>
      ${KNOWN_SCOPES[scope]}</label>`
  const form = (person: SummaryAthlete) => html`
    <form method="post" action="${action}" aria-label="${person.firstname} ${person.lastname}">
      <h2>Signed in as ${person.firstname} ${person.lastname}</h2>
      <input type="hidden" name="athlete" value="${person.id}">
      ${scopes.map(box)}
      <p><button name="decision" value="authorize">Authorize</button><button name="decision" value="cancel">Cancel</button></p>
    </form>`
  return layout(
    `Authorize ${appName}`,
    html`<h1>Authorize ${appName} to connect to Strava</h1>
      ${people.length > 0 ? people.map(form) : html`<p>Nobody has an account here yet.</p>`}`,
  )
}

export const capacityPage = () =>
  layout(
    'Error 403',
    html`<h1>Error 403: Limit of connected athletes exceeded</h1>
      <p>This application has reached the number of athletes that it may connect.</p>`,
  )
