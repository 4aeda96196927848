import type { Hono } from 'hono'
import { type AboutUrls, homePage, type Operator, privacyPage, termsPage } from './pages/about-pages.ts'
import { textOf } from './server.ts'

/** Links start with the path below which a proxy serves this program. */
export const aboutUrls = (publicUrl: string): AboutUrls => ({
  privacy: new URL(`${publicUrl}/privacy`).pathname,
  terms: new URL(`${publicUrl}/terms`).pathname,
})

/**
 * `GET /`: what this is and who runs it. `GET /privacy`: what is read, stored and shown. `GET /terms`: on which terms it is
 * offered.
 */
export function addAboutRoutes(app: Hono, options: { publicUrl: string; operator: Operator }): void {
  const about = { operator: options.operator, urls: aboutUrls(options.publicUrl) }
  app.get('/', (context) => context.html(homePage(textOf(context), about)))
  app.get('/privacy', (context) => context.html(privacyPage(textOf(context), about)))
  app.get('/terms', (context) => context.html(termsPage(textOf(context), about)))
}
