import { html } from 'hono/html'
import type { DiscordMessage, Person } from '../../discord/index.ts'
import type { Playground, ShownMessage } from './playground.ts'

/** The people are invented, so links to the real Strava are disabled. */
const isLocalUrl = (url: string) => ['localhost', '127.0.0.1'].includes(new URL(url).hostname)

function renderLink(label: string, url: string) {
  return isLocalUrl(url)
    ? html`<a href="${url}" target="_blank">${label}</a>`
    : html`<u title="${url}, which this invented activity does not have">${label}</u>`
}

/** Renders a line of text with each `label <address>` as a link. */
function renderLine(line: string, links: { label: string; url: string }[]) {
  if (line === '────────') return html`<hr>`
  const parts = line.split(/ <(https?:[^>]+)>/)
  const shown = parts.map((part, index) => {
    if (index % 2 === 1) return ''
    const url = parts[index + 1]
    const label = links.find((link) => link.url === url && part.endsWith(link.label))?.label
    if (url === undefined) return part
    return label
      ? html`${part.slice(0, -label.length)}${renderLink(label, url)}`
      : html`${part} ${renderLink(url, url)}`
  })
  return html`<div dir="auto">${shown}</div>`
}

function renderButtons(message: DiscordMessage, reader: Person) {
  const buttons = message.buttons().map(({ label, customId, url, disabled }) =>
    url
      ? html`<a class="button" href="${url}" target="_blank">${label} ↗</a>`
      : html`<form method="post" action="/press">
          <input type="hidden" name="as" value="${reader.username}"><input type="hidden" name="message" value="${message.id}">
          <button name="button" value="${customId ?? ''}" ${disabled ? 'disabled' : ''}>${label}</button></form>`,
  )
  return buttons.length > 0 ? html`<div class="row">${buttons}</div>` : ''
}

function renderMessage({ message, invocation }: ShownMessage, reader: Person) {
  const labels = message.buttons().map(({ label }) => `[ ${label} ]`)
  const lines = message
    .text(reader)
    .split('\n')
    .map((line) => line.replace(/^│ ?/, ''))
    .filter((line) => !labels.some((label) => line.startsWith('[ ') && line.includes(label)))
  const links = message.links()
  return html`<article>
    ${invocation ? html`<small dir="auto">${invocation}</small>` : ''}
    <b>${message.author.username}</b>
    ${lines.map((line) => renderLine(line, links))}
    ${message.attachments.map(({ url }) => html`<img src="${url}" alt="" width="480">`)}
    ${renderButtons(message, reader)}
    ${message.ephemeralFor ? html`<small>Only you, ${reader.globalName}, can see this</small>` : ''}
    ${message.channel.type === 'direct' ? html`<small>A private message to you, ${reader.globalName}</small>` : ''}
  </article>`
}

const ACTIVITY_ACTIONS = [
  ['rename', 'Bo renames it'],
  ['delete', 'Bo deletes it'],
]

const visibilityButton = (isPrivate: boolean) =>
  isPrivate
    ? html`<button name="action" value="show">Bo makes it public again</button>`
    : html`<button name="action" value="hide">Bo makes it private</button>`

/** The channel as `reader` sees it now, and the current state of Strava. */
export function renderChannel(playground: Playground, reader: Person) {
  const messages = playground.messages(reader)
  const { isDown, athletes, run } = playground.strava()
  const complaints = playground.complaints()
  return html`<section>
    ${messages.length > 0 ? messages.map((shown) => renderMessage(shown, reader)) : html`<p>Nobody has written anything that you can see.</p>`}
    ${playground.unanswered(reader).map((line) => html`<article><small>You used ${line}</small>The application did not respond</article>`)}
  </section>
  <aside>
    <b>At Strava</b>, which is ${isDown ? 'out' : 'up'}:
    ${athletes.map(({ name, scopes }) => html`<div>${name}: ${scopes.length > 0 ? `has granted ${scopes.join(' and ')}` : 'has granted nothing'}</div>`)}
    <form method="post" action="/strava" class="row"><input type="hidden" name="as" value="${reader.username}">
      <button name="action" value="${isDown ? 'endOutage' : 'startOutage'}">${isDown ? 'Strava comes back' : 'Strava goes out'}</button>
      <button name="action" value="expireTokens">All tokens expire</button></form>
    ${run ? html`<div>Bo's last run: ${run.name}, ${run.isPrivate ? 'private' : 'public'}</div>` : ''}
    <form method="post" action="/strava" class="row"><input type="hidden" name="as" value="${reader.username}">
      <button name="action" value="createActivity">Bo finishes a run</button>
      ${run ? ACTIVITY_ACTIONS.map(([action, label]) => html`<button name="action" value="${action}">${label}</button>`) : ''}
      ${run ? visibilityButton(run.isPrivate) : ''}</form>
    ${complaints.map((complaint) => html`<p role="alert">The real service would have refused: ${complaint}</p>`)}
  </aside>`
}
