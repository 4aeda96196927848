import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { Message, MessageKey } from '../../i18n/message.ts'
import type { Translator } from '../../i18n/translator.ts'
import { storedKindTexts } from '../../jobs/membership/stored-kinds-texts.ts'
import { iconHtml } from './icon.ts'
import type { SiteUrls } from './site-urls.ts'
import { STYLE } from './style.ts'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

const directionOf = (locale: string) => (/^(ar|fa|he|ur)\b/.test(locale) ? 'rtl' : 'ltr')

/** The header of a page: the product, unless the page is about a server. */
const brandHtml = ({ home }: SiteUrls) => html`<a class="brand" href="${home}">${iconHtml} Domestique</a>`

interface PageContent {
  /** The title of the browser window; the body has its own heading. */
  title: string
  header?: Html | undefined
  body: Html
}

export function page(translator: Translator, urls: SiteUrls, { title, header = brandHtml(urls), body }: PageContent) {
  const t = (key: MessageKey) => translator.t({ key })
  return html`<!doctype html>
<html lang="${translator.locale}" dir="${directionOf(translator.locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Domestique</title>
<link rel="icon" href="${urls.icon}" type="image/svg+xml">
<style>${raw(STYLE)}</style>
</head>
<body>
<header>${header}</header>
<main>${body}</main>
<footer><a href="${urls.terms}">${t('page.termsTitle')}</a> <a href="${urls.privacy}">${t('button.privacy')}</a></footer>
</body>
</html>`
}

/** A Discord account, as people know it. */
export interface Account {
  name: string
  username: string
}

/** Anyone can choose any display name, even one that looks like a username, so the username is shown separately. */
export const accountHtml = ({ name, username }: Account) => html`
${name === username ? '' : html`<strong><bdi>${name}</bdi></strong>`}
<bdi class="username" dir="ltr">@${username}</bdi>
`

/** A heading and a text below it. */
export const section = (translator: Translator, title: MessageKey, text: Message, more: Html | '' = '') =>
  html`<h2>${translator.t({ key: title })}</h2><p>${translator.t(text)}</p>${more}`

/** What is stored, and for how long. */
const storedHtml = ({ t }: Translator) =>
  html`<dl>${storedKindTexts().map(({ what, howLong }) => html`<dt>${t(what)}</dt><dd>${t(howLong)}</dd>`)}</dl>`

/** What is read, stored and shown, how to get a copy of it, and how to delete it. */
export const privacyHtml = (translator: Translator) => [
  section(translator, 'page.readTitle', { key: 'page.readText' }),
  section(translator, 'page.keptTitle', { key: 'page.keptText' }, storedHtml(translator)),
  section(translator, 'page.shownTitle', { key: 'page.shownText' }),
  section(translator, 'page.copyTitle', { key: 'page.copyText' }),
  section(translator, 'page.deleteTitle', { key: 'page.deleteText' }),
]
