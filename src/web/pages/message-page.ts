import { html } from 'hono/html'
import type { Message, MessageKey } from '../../i18n/message.ts'
import type { Translator } from '../../i18n/translator.ts'
import { doneHtml } from './icon.ts'
import { type Account, accountHtml, page } from './page-layout.ts'
import type { SiteUrls } from './site-urls.ts'

/** A link below a page's text. */
export interface PageLink {
  url: string
  label: MessageKey
}

export type MessagePart = Message | Account | PageLink

function partHtml(translator: Translator, part: MessagePart) {
  if ('key' in part) return html`<p dir="auto">${translator.t(part)}</p>`
  if ('url' in part) return html`<a class="button" href="${part.url}">${translator.t({ key: part.label })}</a>`
  return html`<div class="who">${accountHtml(part)}</div>`
}

/** A page that says what happened and what to do, with the account it is about. */
export function messagePage(
  translator: Translator,
  urls: SiteUrls,
  { title, parts, isDone = false }: { title: MessageKey; parts: readonly MessagePart[]; isDone?: boolean },
) {
  const heading = translator.t({ key: title })
  return page(translator, urls, {
    title: heading,
    body: html`${isDone ? doneHtml : ''}<h1>${heading}</h1>${parts.map((part) => partHtml(translator, part))}`,
  })
}
