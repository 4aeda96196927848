import type { Hono } from 'hono'
import { homePage, type Operator, privacyPage, termsPage } from './pages/about-pages.ts'
import { ICON_SVG } from './pages/icon.ts'
import { siteUrls } from './pages/site-urls.ts'
import { textOf } from './server.ts'

/**
 * `GET /`: what this is and who runs it. `GET /privacy`: what is read, stored and shown. `GET /terms`: on which terms it is
 * offered.
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
