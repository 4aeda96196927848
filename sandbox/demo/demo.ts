import { createDemoPrinter } from './demo-printer.ts'
import { SCENARIO, SERVE_SETUP } from './demo-scenario.ts'
import { createExpectations } from './expectations.ts'
import { createImageFolder } from './image-folder.ts'
import { Interrupted, whenInterrupted } from './interrupt.ts'
import { servePlayground } from './playground/serve-playground.ts'
import { printFailure, runSteps } from './run-steps.ts'
import { type DemoRun, startDemo } from './start-demo.ts'

const USAGE = `npm run demo                runs a scenario with the bot, and checks the results
npm run demo -- --serve     stays open, with a page on which you can try the bot yourself`

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

/** Resolves to the exit code. */
async function runDemo(run: DemoRun, serves: boolean, interrupted: Promise<never>): Promise<number> {
  const began = Date.now()
  try {
    await Promise.race([run.waitUntilReady(), interrupted])
    if (serves) {
      await Promise.race([runSteps(run, SERVE_SETUP, printer), interrupted])
      await servePlayground(run, printer, interrupted)
    }
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
    return serves ? 0 : 130
  } finally {
    await run.stop()
  }
}

async function main(args: string[]): Promise<number> {
  if (args.some((arg) => arg !== '--serve')) {
    printer.print(USAGE)
    return args.includes('--help') ? 0 : 2
  }
  const interrupted = whenInterrupted()
  printer.print(
    'This sets up a small Strava and a small Discord on this machine, with invented people, and starts the bot between them.',
  )
  try {
    return await runDemo(await startDemo(printer), args.includes('--serve'), interrupted)
  } catch (error) {
    printer.print(error instanceof Error ? error.message : String(error))
    return 1
  }
}

process.exitCode = await main(process.argv.slice(2))
