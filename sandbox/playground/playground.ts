import type { DemoPrinter } from '../demo/demo-printer.ts'
import type { DemoRun } from '../demo/start-demo.ts'
import { buildClient, CLIENT_FOLDER } from './build-client.ts'
import { servePlayground } from './server/playground-server.ts'

/** Where the page is to be served. */
export interface PlaygroundAddress {
  host?: string
  port?: number
}

/** Serves the playground until it is stopped or the program ends. */
export async function runPlayground(
  { environment, program, publicUrl }: DemoRun,
  printer: DemoPrinter,
  address: PlaygroundAddress,
  interrupted: Promise<never>,
): Promise<never> {
  const { ana, bo, cleo } = environment
  await printer.withProgress('the page is built', buildClient())
  const people: [typeof cleo, ...(typeof cleo)[]] = [ana.person, bo.person, cleo]
  const world = { environment, program, publicUrl, people, onChange: () => () => {} }
  const server = await servePlayground(world, CLIENT_FOLDER, address)
  printer.print()
  printer.print(printer.bold(`Open this in your browser: ${server.url}`))
  printer.print('Ctrl-C ends it.')
  try {
    return await Promise.race([interrupted, program.crashed])
  } finally {
    await server.close()
  }
}
