import { html } from 'hono/html'
import { CONSENT_STYLE } from './consent-style.ts'
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

/** The query parameter with the chosen account. */
export const ACCOUNT_PARAMETER = 'account'

const layout = (title: string, body: unknown) => html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title}</title><style>${CONSENT_STYLE}</style></head>
<body><header>The sandbox’s Strava, on this machine: everyone here is invented. Afterwards, close this tab: “Back to Discord” leads to the real Discord.</header><main>${body}</main></body>
</html>`

const nameOf = ({ firstname, lastname }: SummaryAthlete) => `${firstname} ${lastname}`.trim()

const face = ({ firstname }: SummaryAthlete) =>
  html`<span class="face" aria-hidden="true">${[...firstname][0] ?? ''}</span>`

/** The page itself, with another account. */
const addressFor = (query: string, { id }: SummaryAthlete) => {
  const parameters = new URLSearchParams(query)
  parameters.set(ACCOUNT_PARAMETER, String(id))
  return `?${parameters}`
}

const accountList = (query: string, people: readonly SummaryAthlete[]) =>
  html`<ul>${people.map(
    (person) => html`<li><a href="${addressFor(query, person)}">${face(person)}<span>${nameOf(person)}</span></a></li>`,
  )}</ul>`

interface ConsentPageOptions {
  appName: string
  /** the query of the page itself, with `?` */
  query: string
  people: readonly SummaryAthlete[]
  /** who is signed in */
  person: SummaryAthlete
  scopes: readonly string[]
}

export function consentPage({ appName, query, people, person, scopes }: ConsentPageOptions) {
  const box = (scope: string) =>
    html`<label><input type="checkbox" name="scope" value="${scope}" checked ${scope === 'read' ? 'disabled' : ''}>
      <span>${KNOWN_SCOPES[scope]}</span></label>`
  const others = people.filter(({ id }) => id !== person.id)
  const otherAccounts = html`<details><summary>Use another account</summary>${accountList(query, others)}</details>`
  return layout(
    `Authorize ${appName}`,
    html`<h1>Authorize ${appName} to connect to Strava</h1>
      <section class="card" aria-label="Account">
        <div class="account">${face(person)}<p><small>Signed in as</small><br><b>${nameOf(person)}</b></p></div>
        ${others.length > 0 ? otherAccounts : ''}
      </section>
      <form method="post" action="${query}">
        <input type="hidden" name="athlete" value="${person.id}">
        <section class="card" aria-label="Permissions"><h2>${appName} will be able to:</h2>${scopes.map(box)}</section>
        <button name="decision" value="authorize">Authorize</button>
        <button name="decision" value="cancel">Cancel</button>
      </form>
      <p class="quiet">You can take this back at any time in your settings, under My Apps.</p>`,
  )
}

/** The page for people who are not signed in. */
export const signInPage = (query: string, people: readonly SummaryAthlete[]) =>
  layout(
    'Sign in',
    html`<h1>Sign in</h1>
      <section class="card" aria-label="Accounts">
        ${people.length > 0 ? html`<h2>Whose account is it?</h2>${accountList(query, people)}` : 'Nobody has an account here yet.'}
      </section>`,
  )

export const capacityPage = () =>
  layout(
    'Error 403',
    html`<h1>Error 403: Limit of connected athletes exceeded</h1>
      <p class="card">This application has reached the number of athletes that it may connect.</p>`,
  )
