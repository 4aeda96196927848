import { serve as listen } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { Run } from '../run.ts'
import type { Teller } from '../tell.ts'
import { createDesk, type Desk } from './desk.ts'
import { deskPage } from './page.ts'
import { viewChannel } from './view.ts'

/** The page on which one can be any of the people, and what it asks for. */
export function createPages(desk: Desk): Hono {
  const app = new Hono()
  const reader = (context: Context) => desk.person(context.req.query('as'))

  /** Does what a form asks for, and leads back to the page, with the reason if it could not be done. */
  const form = (act: (fields: Record<string, string>) => void) => async (context: Context) => {
    const fields = (await context.req.parseBody()) as Record<string, string>
    const back = new URLSearchParams({ as: desk.person(fields.as).username })
    try {
      act(fields)
    } catch (error) {
      back.set('problem', error instanceof Error ? error.message : String(error))
    }
    return context.redirect(`/?${back}`, 303)
  }

  app.get('/', (context) => context.html(deskPage(desk, reader(context), context.req.query('problem'))))
  app.get('/channel', (context) => context.html(viewChannel(desk, reader(context))))
  app.post(
    '/type',
    form(({ as, line = '' }) => desk.types(desk.person(as), line.trim())),
  )
  app.post(
    '/press',
    form(({ as, message = '', button = '' }) => desk.presses(desk.person(as), message, button)),
  )
  app.post(
    '/strava',
    form(({ lever = '' }) => desk.pull(lever)),
  )
  return app
}

function tellAddresses({ stage, publicUrl, program }: Run, page: string, tell: Teller) {
  const rows = [
    ['Open this in your browser', page],
    ["The bot's own pages", `${publicUrl} (/connect/…, /healthz, /readyz, /metrics)`],
    ['The sandbox Strava', stage.strava.apiUrl],
    ['Its page to authorize', `${stage.strava.oauthUrl}/authorize (the bot leads you there)`],
    ['The sandbox Discord', `${stage.discord.apiUrl}/v10`],
    ["The program's log", program.logPath],
  ]
  tell.print()
  tell.print(tell.bold('Now it is your turn.'))
  for (const [what = '', where = ''] of rows) tell.print(`  ${what.padEnd(26)} ${where}`)
  tell.print()
  tell.print('  You can type commands as Ana, Bo or Cleo, press buttons, and let Strava go out or tokens expire.')
  tell.print('  Let Bo finish a run: it appears a second later. Rename it, make it private, delete it, and look.')
  tell.print('  Cleo runs the server: as Cleo you can use /strava-admin.')
  tell.print('  Bo is linked and Ana is not: begin with /strava link as Ana, and follow the button.')
  tell.print('  Ctrl-C ends it.')
}

/** Serves the page on which one can try the bot, until somebody ends it or the program dies. */
export async function serve(run: Run, tell: Teller, interrupted: Promise<never>): Promise<never> {
  const pages = createPages(createDesk(run.stage))
  const server = await new Promise<{ port: number; close: () => void }>((resolve) => {
    const listening = listen({ fetch: pages.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      const close = () => {
        listening.close()
        if ('closeAllConnections' in listening) listening.closeAllConnections()
      }
      resolve({ port, close })
    })
  })
  tellAddresses(run, `http://127.0.0.1:${server.port}`, tell)
  try {
    return await Promise.race([interrupted, run.program.died])
  } finally {
    server.close()
  }
}
