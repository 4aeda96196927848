import { html } from 'hono/html'
import type { MessageKey } from '../../i18n/message.ts'
import type { Translator } from '../../i18n/translator.ts'
import { page, privacyHtml } from './page-layout.ts'

/** Who runs this bot, if they say so. */
export interface Operator {
  name: string | undefined
  /** A web or mail address. */
  contact: string | undefined
}

const contactUrlOf = (contact: string) => (contact.includes('://') ? contact : `mailto:${contact}`)

function operatorHtml(translator: Translator, { name, contact }: Operator) {
  if (!name && !contact) return ''
  return html`<h2>${translator.t({ key: 'page.operatorName' })}</h2>
<p>${name ? html`<bdi>${name}</bdi>` : ''}${name && contact ? html`<br>` : ''}${contact ? html`<a href="${contactUrlOf(contact)}"><bdi>${contact}</bdi></a>` : ''}</p>`
}

const TERMS: readonly (readonly [url: string, label: MessageKey])[] = [
  ['https://www.strava.com/legal/terms', 'page.stravaTerms'],
  ['https://www.strava.com/legal/privacy', 'page.stravaPrivacy'],
  ['https://discord.com/terms', 'page.discordTerms'],
  ['https://discord.com/privacy', 'page.discordPrivacy'],
]

/** What this program is and who runs it. */
export function homePage(translator: Translator, input: { operator: Operator; privacyUrl: string }) {
  const t = (key: MessageKey) => translator.t({ key })
  const title = t('page.homeTitle')
  return page(
    translator,
    title,
    html`<h1>${title}</h1><p>${t('page.homeText')}</p><p>${t('page.notFoundText')}</p>
${operatorHtml(translator, input.operator)}
<ul><li><a href="${input.privacyUrl}">${t('page.privacyTitle')}</a></li>
${TERMS.map(([url, label]) => html`<li><a href="${url}">${t(label)}</a></li>`)}</ul>`,
  )
}

/** What is read, stored and shown, how to delete it, and who is responsible. */
export function privacyPage(translator: Translator, operator: Operator) {
  const title = translator.t({ key: 'page.privacyTitle' })
  return page(translator, title, html`<h1>${title}</h1>${privacyHtml(translator)}${operatorHtml(translator, operator)}`)
}
