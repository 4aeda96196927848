import type { Hono } from 'hono'
import { html } from 'hono/html'
import type { MessageKey } from '../i18n/message.ts'
import type { Translator } from '../i18n/translator.ts'
import { ICON_SVG } from './pages/icon.ts'
import { page, privacyHtml, section } from './pages/page-layout.ts'
import { type SiteUrls, siteUrls } from './pages/site-urls.ts'
import { textOf } from './server.ts'

/** Who runs this bot, if they say so. */
export interface Operator {
  name: string | undefined
  /** A web or mail address. */
  contact: string | undefined
  /** The place whose law applies to the terms. */
  jurisdiction: string | undefined
}

const contactUrlOf = (contact: string) => (contact.includes('://') ? contact : `mailto:${contact}`)

function operatorHtml(translator: Translator, { name, contact }: Operator) {
  if (!name && !contact) return ''
  return html`<h2>${translator.t({ key: 'page.operatorName' })}</h2>
<p>${name ? html`<bdi>${name}</bdi>` : ''}${name && contact ? html`<br>` : ''}${contact ? html`<a href="${contactUrlOf(contact)}"><bdi>${contact}</bdi></a>` : ''}</p>`
}

const OTHER_TERMS: readonly (readonly [url: string, label: MessageKey])[] = [
  ['https://www.strava.com/legal/terms', 'page.stravaTerms'],
  ['https://www.strava.com/legal/privacy', 'page.stravaPrivacy'],
  ['https://discord.com/terms', 'page.discordTerms'],
  ['https://discord.com/privacy', 'page.discordPrivacy'],
]

const linksHtml = ({ t }: Translator, links: readonly (readonly [url: string, label: MessageKey])[]) =>
  html`<ul>${links.map(([url, label]) => html`<li><a href="${url}">${t({ key: label })}</a></li>`)}</ul>`

/** What this program is and who runs it. */
function homePage(translator: Translator, { operator, urls }: { operator: Operator; urls: SiteUrls }) {
  const t = (key: MessageKey) => translator.t({ key })
  const title = t('page.homeTitle')
  return page(translator, urls, {
    title,
    body: html`<h1>${title}</h1><p>${t('page.homeText')}</p><p>${t('page.notFoundText')}</p>
${operatorHtml(translator, operator)}
${linksHtml(translator, [[urls.privacy, 'page.privacyTitle'], ...OTHER_TERMS])}`,
  })
}

/** Whom to ask, what is read, stored and shown, how to get a copy, and how to delete it. */
function privacyPage(translator: Translator, { operator, urls }: { operator: Operator; urls: SiteUrls }) {
  const title = translator.t({ key: 'page.privacyTitle' })
  return page(translator, urls, {
    title,
    body: html`<h1>${title}</h1><p>${translator.t({ key: 'page.askOperator' })}</p>${operatorHtml(translator, operator)}
${privacyHtml(translator)}
${linksHtml(translator, OTHER_TERMS)}`,
  })
}

/** The terms between the people who use this bot and those who run it. */
function termsPage(translator: Translator, { operator, urls }: { operator: Operator; urls: SiteUrls }) {
  const { name, jurisdiction } = operator
  const title = translator.t({ key: 'page.termsTitle' })
  const lead = name
    ? ({ key: 'page.termsWithName', values: { operator: name } } as const)
    : ({ key: 'page.termsNoName' } as const)
  return page(translator, urls, {
    title,
    body: html`<h1>${title}</h1><p>${translator.t(lead)}</p>
${section(translator, 'page.termsUseTitle', { key: 'page.termsUseText' })}
${section(translator, 'page.termsServiceTitle', { key: 'page.termsServiceText' })}
${section(translator, 'page.termsLiabilityTitle', { key: 'page.termsLiabilityText' })}
${jurisdiction ? section(translator, 'page.termsLawTitle', { key: 'page.termsLawText', values: { jurisdiction } }) : ''}
${section(translator, 'page.termsEndTitle', { key: 'page.termsEndText' })}
${operatorHtml(translator, operator)}
<p>${translator.t({ key: 'page.notStrava' })}</p>
${linksHtml(translator, OTHER_TERMS)}`,
  })
}

/**
 * `GET /`: what this is and who runs it. `GET /privacy`: what is read, stored and shown. `GET /terms`: the terms of
 * use.
 */
export function addAboutRoutes(app: Hono, options: { publicUrl: string; operator: Operator }): void {
  const about = { operator: options.operator, urls: siteUrls(options.publicUrl) }
  app.get('/', (context) => context.html(homePage(textOf(context), about)))
  app.get('/privacy', (context) => context.html(privacyPage(textOf(context), about)))
  app.get('/assets/icon.svg', (context) =>
    context.body(ICON_SVG, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=86400' }),
  )
  app.get('/terms', (context) => context.html(termsPage(textOf(context), about)))
}
