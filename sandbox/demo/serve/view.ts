import { html } from 'hono/html'
import type { Message, Person } from '../../discord/index.ts'
import type { Desk, Shown } from './desk.ts'

/** The people of the sandbox are invented: what would lead to the real Strava is not to be followed. */
const isHere = (url: string) => ['localhost', '127.0.0.1'].includes(new URL(url).hostname)

function viewLink(label: string, url: string) {
  return isHere(url)
    ? html`<a href="${url}" target="_blank">${label}</a>`
    : html`<u title="${url}, which this invented activity does not have">${label}</u>`
}

/** A line of text in which each `label <address>` is a link. */
function viewLine(line: string, links: { label: string; url: string }[]) {
  if (line === '────────') return html`<hr>`
  const parts = line.split(/ <(https?:[^>]+)>/)
  const shown = parts.map((part, index) => {
    if (index % 2 === 1) return ''
    const url = parts[index + 1]
    const label = links.find((link) => link.url === url && part.endsWith(link.label))?.label
    if (url === undefined) return part
    return label ? html`${part.slice(0, -label.length)}${viewLink(label, url)}` : html`${part} ${viewLink(url, url)}`
  })
  return html`<div dir="auto">${shown}</div>`
}

function viewButtons(message: Message, reader: Person) {
  const buttons = message.buttons().map(({ label, customId, url, disabled }) =>
    url
      ? html`<a class="button" href="${url}" target="_blank">${label} ↗</a>`
      : html`<form method="post" action="/press">
          <input type="hidden" name="as" value="${reader.username}"><input type="hidden" name="message" value="${message.id}">
          <button name="button" value="${customId ?? ''}" ${disabled ? 'disabled' : ''}>${label}</button></form>`,
  )
  return buttons.length > 0 ? html`<div class="row">${buttons}</div>` : ''
}

function viewMessage({ message, question }: Shown, reader: Person) {
  const labels = message.buttons().map(({ label }) => `[ ${label} ]`)
  const lines = message
    .text(reader)
    .split('\n')
    .map((line) => line.replace(/^│ ?/, ''))
    .filter((line) => !labels.some((label) => line.startsWith('[ ') && line.includes(label)))
  const links = message.links()
  return html`<article>
    ${question ? html`<small dir="auto">${question}</small>` : ''}
    <b>${message.author.username}</b>
    ${lines.map((line) => viewLine(line, links))}
    ${message.attachments.map(({ url }) => html`<img src="${url}" alt="" width="480">`)}
    ${viewButtons(message, reader)}
    ${message.ephemeralFor ? html`<small>Only you, ${reader.globalName}, can see this</small>` : ''}
    ${message.channel.type === 'direct' ? html`<small>A private message to you, ${reader.globalName}</small>` : ''}
  </article>`
}

const RUN_LEVERS = [
  ['rename', 'Bo renames it'],
  ['delete', 'Bo deletes it'],
]

const visibilityLever = (isPrivate: boolean) =>
  isPrivate
    ? html`<button name="lever" value="show">Bo makes it public again</button>`
    : html`<button name="lever" value="hide">Bo makes it private</button>`

/** The channel as `reader` sees it now, and what is going on at Strava. */
export function viewChannel(desk: Desk, reader: Person) {
  const messages = desk.messages(reader)
  const { isOut, athletes, run } = desk.strava()
  const complaints = desk.complaints()
  return html`<section>
    ${messages.length > 0 ? messages.map((shown) => viewMessage(shown, reader)) : html`<p>Nobody has written anything that you can see.</p>`}
    ${desk.unanswered(reader).map((line) => html`<article><small>You used ${line}</small>The application did not respond</article>`)}
  </section>
  <aside>
    <b>At Strava</b>, which is ${isOut ? 'out' : 'up'}:
    ${athletes.map(({ name, scopes }) => html`<div>${name}: ${scopes.length > 0 ? `has granted ${scopes.join(' and ')}` : 'has granted nothing'}</div>`)}
    <form method="post" action="/strava" class="row"><input type="hidden" name="as" value="${reader.username}">
      <button name="lever" value="${isOut ? 'back' : 'out'}">${isOut ? 'Strava comes back' : 'Strava goes out'}</button>
      <button name="lever" value="expire">All tokens expire</button></form>
    ${run ? html`<div>Bo's last run: ${run.name}, ${run.isPrivate ? 'private' : 'public'}</div>` : ''}
    <form method="post" action="/strava" class="row"><input type="hidden" name="as" value="${reader.username}">
      <button name="lever" value="finish">Bo finishes a run</button>
      ${run ? RUN_LEVERS.map(([lever, label]) => html`<button name="lever" value="${lever}">${label}</button>`) : ''}
      ${run ? visibilityLever(run.isPrivate) : ''}</form>
    ${complaints.map((complaint) => html`<p role="alert">The real service would have refused: ${complaint}</p>`)}
  </aside>`
}
