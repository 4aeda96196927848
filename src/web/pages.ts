import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { SHARE_MODES, type ShareMode } from '../core/sharing.ts'
import type { Message, MessageKey } from '../i18n/message.ts'
import type { Translator } from '../i18n/translator.ts'

type Html = HtmlEscapedString | Promise<HtmlEscapedString>

const STYLE = `
:root{color-scheme:light dark;--background:#f6f5f1;--card:#fff;--text:#22251f;--soft:#5d6358;--line:#d9d8d0;--accent:#fc5200;--focus:#1f6feb}
@media (prefers-color-scheme:dark){:root{--background:#1a1c19;--card:#242722;--text:#eceee8;--soft:#a9afa3;--line:#3b3f38}}
*{box-sizing:border-box}
body{margin:0;background:var(--background);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:34rem;margin:0 auto;padding:2rem 1.25rem 3rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem;text-wrap:balance}
h2{font-size:1rem;margin:1.25rem 0 .15rem}
p{margin:.15rem 0 .75rem}
.who{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.1rem;margin:0 0 1.25rem}
.who strong{display:block;font-size:1.2rem}
.username{display:block;width:fit-content;margin:.2rem 0 .5rem;padding:.1rem .5rem;border:1px solid var(--line);border-radius:.4rem;background:var(--background);font-weight:600}
.soft{color:var(--soft);font-size:.9rem}
fieldset{border:0;padding:0;margin:1.25rem 0}
legend{font-weight:600;padding:0;margin-bottom:.5rem}
label{display:flex;gap:.75rem;align-items:flex-start;background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:.8rem 1rem;margin-bottom:.5rem;cursor:pointer}
label:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
label input{margin:.3rem 0 0;accent-color:var(--accent);width:1.1rem;height:1.1rem;flex:none}
label span span{display:block;color:var(--soft);font-size:.9rem}
button{appearance:none;border:0;border-radius:.5rem;background:var(--accent);color:#fff;font:inherit;font-weight:700;min-height:3rem;padding:.6rem 1.4rem;width:100%;cursor:pointer}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.problem{border-left:4px solid var(--accent);padding:.5rem .9rem;background:var(--card)}
`

/** The style's place in the Content-Security-Policy. */
export const STYLE_SOURCE = STYLE

function page(translator: Translator, title: string, body: Html) {
  return html`<!doctype html>
<html lang="${translator.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Domestique</title>
<style>${raw(STYLE)}</style>
</head>
<body><main>${body}</main></body>
</html>`
}

const SHARE_MODE_TEXTS: Record<ShareMode, { label: MessageKey; text: MessageKey }> = {
  auto: { label: 'page.shareAuto', text: 'page.shareAutoText' },
  ask: { label: 'page.shareAsk', text: 'page.shareAskText' },
  off: { label: 'page.shareOff', text: 'page.shareOffText' },
}

/** A Discord account as its people know it. */
export interface Account {
  name: string
  username: string
}

/** Anybody can choose any name, and that of somebody else with an `@`: the username stands apart from it, where no name can reach. */
const accountHtml = ({ name, username }: Account) => html`
${name === username ? '' : html`<strong><bdi>${name}</bdi></strong>`}
<bdi class="username" dir="ltr">@${username}</bdi>
`

/** Who is linking, what is read, kept and shown, and the choice, with nothing chosen beforehand. `visit` is sent with the form. */
export function consentPage(
  translator: Translator,
  input: { account: Account; choiceMissing: boolean; visit: string },
) {
  const t = (key: MessageKey) => translator.t({ key })
  const title = t('page.consentTitle')
  return page(
    translator,
    title,
    html`<h1>${title}</h1>
<div class="who">${t('page.consentWho')} ${accountHtml(input.account)}
<span class="soft">${t('page.consentNotYou')}</span></div>
<h2>${t('page.readTitle')}</h2><p>${t('page.readText')}</p>
<h2>${t('page.keptTitle')}</h2><p>${t('page.keptText')}</p>
<h2>${t('page.shownTitle')}</h2><p>${t('page.shownText')}</p>
<form method="post"><input type="hidden" name="visit" value="${input.visit}">
${input.choiceMissing ? html`<p class="problem" role="alert">${t('page.chooseShare')}</p>` : ''}
<fieldset><legend>${t('page.shareLegend')}</legend>
${SHARE_MODES.map(
  (mode) =>
    html`<label><input type="radio" name="share" value="${mode}" required><span>${t(SHARE_MODE_TEXTS[mode].label)}<span>${t(SHARE_MODE_TEXTS[mode].text)}</span></span></label>`,
)}
</fieldset>
<button type="submit">${t('page.connect')}</button>
<p class="soft">${t('page.leaves')} ${t('page.webview')}</p>
</form>`,
  )
}

/** A page that says what happened and what to do, and with whose account where that matters. */
export function messagePage(translator: Translator, title: MessageKey, ...parts: (Message | Account)[]) {
  const heading = translator.t({ key: title })
  return page(
    translator,
    heading,
    html`<h1>${heading}</h1>${parts.map((part) =>
      'key' in part ? html`<p dir="auto">${translator.t(part)}</p>` : html`<div class="who">${accountHtml(part)}</div>`,
    )}`,
  )
}
