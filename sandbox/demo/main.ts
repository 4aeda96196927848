import { createAlbum } from './album.ts'
import { createExpect } from './expect.ts'
import { Interrupted, whenInterrupted } from './interrupt.ts'
import { play, tellFailure } from './play.ts'
import { type Run, startRun } from './run.ts'
import { serve } from './serve/serve.ts'
import { SETUP, STORY } from './story.ts'
import { createTeller } from './tell.ts'

const USAGE = `npm run demo                plays a story with the bot, and checks that it comes true
npm run demo -- --serve     stays open, with a page on which you can try the bot yourself`

const album = createAlbum()
const tell = createTeller(process.stdout, album.add)

async function playStory(run: Run): Promise<void> {
  const expect = createExpect(tell)
  await play(run, STORY, tell)
  const how = await tell.during('the program stops', run.stop())
  expect.equals('The program stopped when it was asked to, and its redis-server with it', how, '0')
  const secret = /fake-(access|refresh|code)-\w+/.exec(await run.program.log())?.[0]
  expect.that("No token stands in the program's log", secret === undefined, secret)
}

/** Resolves to the exit code. */
async function perform(run: Run, serves: boolean, interrupted: Promise<never>): Promise<number> {
  const began = Date.now()
  try {
    await Promise.race([run.ready(), interrupted])
    if (serves) {
      await Promise.race([play(run, SETUP, tell), interrupted])
      await serve(run, tell, interrupted)
    }
    await Promise.race([playStory(run), interrupted])
    await run.clear()
    const seconds = ((Date.now() - began) / 1000).toFixed(1)
    tell.print()
    tell.print(tell.bold(`The story came true: ${STORY.length} steps in ${seconds} seconds.`))
    const written = await album.write()
    if (written) tell.print(`The ${written.count} pictures that were shown are in ${written.folder}`)
    tell.print('To try the bot yourself: npm run demo -- --serve')
    return 0
  } catch (error) {
    if (!(error instanceof Interrupted)) {
      await tellFailure(error, run, tell)
      return 1
    }
    await run.stop()
    await run.clear()
    tell.print()
    tell.print('Everything is stopped, and nothing is left on disk.')
    return serves ? 0 : 130
  } finally {
    await run.stop()
  }
}

async function main(args: string[]): Promise<number> {
  if (args.some((arg) => arg !== '--serve')) {
    tell.print(USAGE)
    return args.includes('--help') ? 0 : 2
  }
  const interrupted = whenInterrupted()
  tell.print(
    'A Strava and a Discord are set up on this machine, with invented people, and the bot is started between them.',
  )
  try {
    return await perform(await startRun(tell), args.includes('--serve'), interrupted)
  } catch (error) {
    tell.print(error instanceof Error ? error.message : String(error))
    return 1
  }
}

process.exitCode = await main(process.argv.slice(2))
