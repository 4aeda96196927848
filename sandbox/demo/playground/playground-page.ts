import { html, raw } from 'hono/html'
import type { Person } from '../../discord/index.ts'
import { renderChannel } from './channel-view.ts'
import type { Playground } from './playground.ts'

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 46rem; padding: 1rem; background: #f4f4f2; color: #242428 }
  nav a, .button, button { display: inline-block; font: inherit; padding: .3rem .9rem; border: 1px solid #bbb; border-radius: 4px; background: #fff; color: inherit; text-decoration: none; cursor: pointer }
  nav a[aria-current] { background: #35508a; border-color: #35508a; color: #fff }
  article, aside { background: #fff; border: 1px solid #ddd; border-radius: 6px; padding: .6rem 1rem; margin: .6rem 0; overflow-wrap: anywhere }
  aside { background: none }
  img { max-width: 100%; height: auto }
  small { display: block; color: #5d6358 }
  .row { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0 } .row form { margin: 0 }
  .say input { flex: 1; box-sizing: border-box; font: inherit; padding: .4rem .6rem; min-width: 12rem }
  .problem { border-left: 4px solid #c33; padding: .3rem .8rem; background: #fff }
  hr { border: 0; border-top: 1px solid #ddd }`

/**
 * Polls the channel immediately and then every second, and updates the page only if something changed. The initial
 * content may be outdated by the first poll, so that one is always shown.
 */
const SCRIPT = `
  const view = document.getElementById('view')
  let last
  const look = async () => {
    const now = await fetch('/channel' + location.search).then((answer) => answer.text()).catch(() => last)
    if (now !== last) view.innerHTML = now
    last = now
  }
  look()
  setInterval(look, 1000)`

const COMMANDS = [
  '/strava link',
  '/strava recent',
  '/strava recent count:10 private:True',
  '/strava recent sport:Run',
  '/strava recent member:@bo',
  '/strava stats',
  '/strava stats period:year private:True',
  '/strava units system:imperial',
  '/strava share mode:auto',
  '/strava share mode:ask',
  '/strava privacy',
  '/strava help',
  '/strava unlink',
  '/strava-admin feed list',
  '/strava-admin status',
]

/** The page on which you can act as each of the people. */
export function playgroundPage(playground: Playground, reader: Person, problem: string | undefined) {
  const tab = (one: Person) =>
    html`<a href="/?as=${one.username}" ${one === reader ? 'aria-current=page' : ''}>${one.globalName}</a>`
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>#${playground.channelName} as ${reader.globalName}</title><style>${raw(STYLE)}</style></head>
<body>
<h1>#${playground.channelName}</h1>
<nav>You are ${playground.people.map((one) => html`${tab(one)} `)}</nav>
<div id="view">${renderChannel(playground, reader)}</div>
${problem ? html`<p class="problem" role="alert">${problem}</p>` : ''}
<form method="post" action="/type" class="row say">
  <input type="hidden" name="as" value="${reader.username}">
  <input name="line" list="commands" placeholder="/strava recent" aria-label="A slash command" autocomplete="off" required autofocus>
  <button>Send as ${reader.globalName}</button>
  <datalist id="commands">${COMMANDS.map((line) => html`<option value="${line}">`)}</datalist>
</form>
<small>Everybody here is invented, and nothing leaves this machine.</small>
<noscript><p><a href="/?as=${reader.username}">Look again</a></p></noscript>
<script>${raw(SCRIPT)}</script>
</body></html>`
}
