import type { Hono } from 'hono'
import { homePage, type Operator, privacyPage } from './pages/about-pages.ts'
import { textOf } from './server.ts'

/** `GET /`: what this is and who runs it. `GET /privacy`: what is read, stored and shown. */
export function addAboutRoutes(app: Hono, options: { publicUrl: string; operator: Operator }): void {
  const { publicUrl, operator } = options
  // Links start with the path below which a proxy serves this program.
  const privacyUrl = new URL(`${publicUrl}/privacy`).pathname
  app.get('/', (context) => context.html(homePage(textOf(context), { operator, privacyUrl })))
  app.get('/privacy', (context) => context.html(privacyPage(textOf(context), operator)))
}
