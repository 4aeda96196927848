import { serve as listen } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { DemoPrinter } from '../demo-printer.ts'
import type { DemoRun } from '../start-demo.ts'
import { renderChannel } from './channel-view.ts'
import { createPlayground, type Playground } from './playground.ts'
import { playgroundPage } from './playground-page.ts'

/** The page on which you can act as each of the people, and its requests. */
export function createPages(playground: Playground): Hono {
  const app = new Hono()
  const reader = (context: Context) => playground.person(context.req.query('as'))

  /** Carries out a form and redirects to the page, with the reason if it failed. */
  const handleForm = (handle: (fields: Record<string, string>) => void) => async (context: Context) => {
    const fields = (await context.req.parseBody()) as Record<string, string>
    const back = new URLSearchParams({ as: playground.person(fields.as).username })
    try {
      handle(fields)
    } catch (error) {
      back.set('problem', error instanceof Error ? error.message : String(error))
    }
    return context.redirect(`/?${back}`, 303)
  }

  app.get('/', (context) => context.html(playgroundPage(playground, reader(context), context.req.query('problem'))))
  app.get('/channel', (context) => context.html(renderChannel(playground, reader(context))))
  app.post(
    '/type',
    handleForm(({ as, line = '' }) => playground.runCommand(playground.person(as), line.trim())),
  )
  app.post(
    '/press',
    handleForm(({ as, message = '', button = '' }) => playground.clickButton(playground.person(as), message, button)),
  )
  app.post(
    '/strava',
    handleForm(({ action = '' }) => playground.runAction(action)),
  )
  return app
}

function printAddresses({ environment, publicUrl, program }: DemoRun, page: string, printer: DemoPrinter) {
  const rows = [
    ['Open this in your browser', page],
    ["The bot's own pages", `${publicUrl} (/connect/…, /healthz, /readyz, /metrics)`],
    ['The sandbox Strava', environment.strava.apiUrl],
    ['Its page to authorize', `${environment.strava.oauthUrl}/authorize (the bot leads you there)`],
    ['The sandbox Discord', `${environment.discord.apiUrl}/v10`],
    ["The program's log", program.logPath],
  ]
  printer.print()
  printer.print(printer.bold('Now it is your turn.'))
  for (const [what = '', where = ''] of rows) printer.print(`  ${what.padEnd(26)} ${where}`)
  printer.print()
  printer.print('  You can type commands as Ana, Bo or Cleo, press buttons, and let Strava go out or tokens expire.')
  printer.print('  Let Bo finish a run: it appears a second later. Rename it, make it private, delete it, and look.')
  printer.print('  Cleo runs the server: as Cleo you can use /strava-admin.')
  printer.print('  Bo is connected, Ana isn’t yet: start with /strava link as Ana, and click the button.')
  printer.print('  Ctrl-C ends it.')
}

/** Serves the playground until it is stopped or the program dies. */
export async function servePlayground(run: DemoRun, printer: DemoPrinter, interrupted: Promise<never>): Promise<never> {
  const pages = createPages(createPlayground(run.environment))
  const server = await new Promise<{ port: number; close: () => void }>((resolve) => {
    const listening = listen({ fetch: pages.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      const close = () => {
        listening.close()
        if ('closeAllConnections' in listening) listening.closeAllConnections()
      }
      resolve({ port, close })
    })
  })
  printAddresses(run, `http://127.0.0.1:${server.port}`, printer)
  try {
    return await Promise.race([interrupted, run.program.crashed])
  } finally {
    server.close()
  }
}
