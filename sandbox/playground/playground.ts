import type { DemoPrinter } from '../demo/demo-printer.ts'
import { type DemoRun, startProgramBetween } from '../demo/start-demo.ts'
import { buildClient, CLIENT_FOLDER } from './build-client.ts'
import { createPlaygroundClock } from './clock/playground-clock.ts'
import { setClockForward } from './clock/set-clock-forward.ts'
import { findHosts, isLoopback, type PlaygroundAddress } from './playground-address.ts'
import { createPlaygroundEnvironment, type PlaygroundEnvironment } from './playground-environment.ts'
import type { PlaygroundWorld } from './playground-world.ts'
import { servePlayground } from './server/playground-server.ts'
import { setUpClub } from './set-up-club.ts'

export interface Playground {
  /** The address of the page. */
  url: string
  world: PlaygroundWorld
  /** Undefined: the developer sets the program up and starts it. */
  run: DemoRun<PlaygroundEnvironment> | undefined
  /** Stops everything and deletes the data on disk. */
  close(): Promise<void>
}

/** The first is the initial person. */
export function peopleOf({ members }: PlaygroundEnvironment): PlaygroundWorld['people'] {
  const { tendai, mira, joost, kenji, cleo } = members
  return [tendai.person, mira.person, joost.person, kenji.person, cleo.person]
}

/** Serves the page at `address`. */
export async function servePage(world: PlaygroundWorld, address: PlaygroundAddress) {
  const { host, listenOn } = findHosts(address)
  const server = await servePlayground(world, CLIENT_FOLDER, { host: listenOn, port: address.port ?? 0 })
  return { ...server, url: server.url.replace(/\/\/[^/]*(?=:\d+$)/, `//${host}`) }
}

/** Starts the built program between the sandboxes, sets up a club, and serves the page, which it builds if needed. */
export async function startPlayground(
  printer: Pick<DemoPrinter, 'withProgress'>,
  address: PlaygroundAddress = {},
  { isClientBuilt = false } = {},
): Promise<Playground> {
  const { host, listenOn } = findHosts(address)
  const clock = createPlaygroundClock()
  const environment = await createPlaygroundEnvironment({ host, listenOn, now: clock.now })
  const run = await startProgramBetween(environment, printer, {
    host: listenOn === '127.0.0.1' ? 'localhost' : host,
    listenOn,
    clockModule: clock.module,
  })
  async function stop() {
    await run.stop()
    await run.removeFiles()
  }
  try {
    const clubStands = run.waitUntilReady().then(() => setUpClub(environment))
    const built = isClientBuilt ? undefined : buildClient()
    const opened = Promise.all([built, Promise.race([clubStands, run.program.crashed])])
    await printer.withProgress('the playground opens', opened)
    const { program, publicUrl, folder } = run
    const followers = { program, strava: environment.strava, folder }
    const world: PlaygroundWorld = {
      ...{ environment, program, clock },
      people: peopleOf(environment),
      publicUrl: () => publicUrl,
      setClockForward: (milliseconds) => setClockForward(clock, followers, milliseconds),
      onChange: () => () => {},
    }
    const page = await servePage(world, address)
    return {
      ...{ world, run, url: page.url },
      async close() {
        await page.close()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The output of `npm run demo -- --serve` once the page is available. */
export function printWelcome({ url }: Playground, printer: DemoPrinter): void {
  printer.print(printer.bold(url))
  printer.print(
    'Open this in your browser: a chat with the bot in it. Everybody in it is invented; you can be any of them.',
  )
  printer.print('Try /strava link, then /strava recent, or have someone finish a run and watch #activities.')
  if (!isLoopback(url)) printer.print('Everybody in your network can open it, and use the sandboxes behind it.')
  printer.print('Ctrl-C ends it, and leaves nothing behind.')
}
