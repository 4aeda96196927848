import { parseArgs } from 'node:util'
import { printWelcome, startPlayground } from '../playground/playground.ts'
import type { PlaygroundAddress } from '../playground/playground-address.ts'
import { printSetupSteps, startPlaygroundWithoutBot } from '../playground/without-bot.ts'
import { createDemoPrinter } from './demo-printer.ts'
import { SCENARIO } from './demo-scenario.ts'
import { createExpectations } from './expectations.ts'
import { createImageFolder } from './image-folder.ts'
import { Interrupted, whenInterrupted } from './interrupt.ts'
import { printFailure, runSteps } from './run-steps.ts'
import { type DemoRun, startDemo } from './start-demo.ts'

const USAGE = `npm run demo                runs a scenario with the bot, and checks the results
npm run demo -- --serve     opens the playground: a chat with the bot in it, on this machine
    --port <port>           the port of its page (default: one that is free)
    --host <address>        the address it listens on (default: 127.0.0.1)
    --no-bot                without the bot: you set it up and start it yourself, with invented accounts`

const imageFolder = createImageFolder()
const printer = createDemoPrinter(process.stdout, imageFolder.add)

async function runScenario(run: DemoRun): Promise<void> {
  const expect = createExpectations(printer)
  await runSteps(run, SCENARIO, printer)
  const how = await printer.withProgress('the program stops', run.stop())
  expect.equals('The program stopped when it was asked to, and its redis-server with it', how, '0')
  const secret = /fake-(access|refresh|code)-\w+/.exec(await run.program.log())?.[0]
  expect.isTrue("The program's log contains no token", secret === undefined, secret)
}

/** Serves the playground until it is interrupted or the program ends. Resolves to the exit code. */
async function runPlayground(
  { hasBot, ...address }: PlaygroundAddress & { hasBot: boolean },
  interrupted: Promise<never>,
): Promise<number> {
  const starting = hasBot ? startPlayground(printer, address) : startPlaygroundWithoutBot(printer, address)
  try {
    const playground = await Promise.race([starting, interrupted])
    if (hasBot) printWelcome(playground, printer)
    else printSetupSteps(playground, printer)
    return await Promise.race([interrupted, playground.world.program?.crashed ?? interrupted])
  } catch (error) {
    const playground = await starting.catch(() => undefined)
    if (!(error instanceof Interrupted) && playground?.run) await printFailure(error, playground.run, printer)
    await playground?.close()
    if (!(error instanceof Interrupted) && !playground) throw error
    printer.print()
    printer.print(
      hasBot
        ? 'Everything is stopped, and nothing is left on disk.'
        : 'The playground has ended. Stop the bot with Ctrl-C.',
    )
    return error instanceof Interrupted ? 0 : 1
  }
}

/** Resolves to the exit code. */
async function runDemo(run: DemoRun, interrupted: Promise<never>): Promise<number> {
  const began = Date.now()
  try {
    await Promise.race([run.waitUntilReady(), interrupted])
    await Promise.race([runScenario(run), interrupted])
    await run.removeFiles()
    const seconds = ((Date.now() - began) / 1000).toFixed(1)
    printer.print()
    printer.print(printer.bold(`The demo passed: ${SCENARIO.length} steps in ${seconds} seconds.`))
    const written = await imageFolder.write()
    if (written) printer.print(`The ${written.count} pictures that were shown are in ${written.folder}`)
    printer.print('To try the bot yourself: npm run demo -- --serve')
    return 0
  } catch (error) {
    if (!(error instanceof Interrupted)) {
      await printFailure(error, run, printer)
      return 1
    }
    await run.stop()
    await run.removeFiles()
    printer.print()
    printer.print('Everything is stopped, and nothing is left on disk.')
    return 130
  } finally {
    await run.stop()
  }
}

/** Whether to serve the playground, and where. Throws a TypeError if the arguments are wrong. */
function readArguments(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      serve: { type: 'boolean' },
      'no-bot': { type: 'boolean' },
      port: { type: 'string' },
      host: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  const { serve = false, help = false, host, port, 'no-bot': withoutBot = false } = values
  if (!serve && (withoutBot || host !== undefined || port !== undefined))
    throw new TypeError('--port, --host and --no-bot go with --serve')
  if (port !== undefined && !/^\d{1,5}$/.test(port)) throw new TypeError(`--port takes a number, not '${port}'`)
  const address = { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port: Number(port) }) }
  return { help, playground: serve ? { ...address, hasBot: !withoutBot } : undefined }
}

async function main(args: string[]): Promise<number> {
  let chosen: ReturnType<typeof readArguments>
  try {
    chosen = readArguments(args)
  } catch (error) {
    printer.print(error instanceof Error ? error.message : String(error))
    printer.print(USAGE)
    return 2
  }
  if (chosen.help) {
    printer.print(USAGE)
    return 0
  }
  const interrupted = whenInterrupted()
  try {
    if (chosen.playground) return await runPlayground(chosen.playground, interrupted)
    printer.print(
      'This sets up a small Strava and a small Discord on this machine, with invented people, and starts the bot between them.',
    )
    return await runDemo(await startDemo(printer), interrupted)
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    if (isTaken) printer.print(`Port ${chosen.playground?.port} is taken: choose another with --port`)
    else printer.print(error instanceof Error ? error.message : String(error))
    return 1
  }
}

process.exitCode = await main(process.argv.slice(2))
