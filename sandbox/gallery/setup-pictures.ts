import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { runInTerminal } from '../../test/support/run-in-terminal.ts'
import { CREDENTIALS } from '../demo/demo-environment.ts'
import { createPlaygroundEnvironment } from '../playground/playground-environment.ts'
import { addressesOf } from '../playground/without-bot.ts'
import { photographTerminal, SIZE } from './terminal-camera.ts'
import type { Pictures } from './tour.ts'

/** Runs setup in a pseudo terminal, and takes pictures of its output. */
export async function photographSetup(browser: Browser): Promise<Pictures> {
  const pictures: Pictures = new Map()
  const environment = await createPlaygroundEnvironment({ isConnected: false })
  const folder = await mkdtemp(join(tmpdir(), 'domestique-setup-'))
  const session = runInTerminal(
    'dist/cli/setup.js',
    { ...addressesOf(environment), TERM: 'xterm-256color' },
    { cwd: folder, size: SIZE },
  )
  const { botToken, clientId, clientSecret } = CREDENTIALS
  /** A question is complete with the corner below it. */
  const waitForQuestion = (title: string) => session.waitForOutput(new RegExp(`◆  ${title}[^]*└`))
  async function answer(title: string, text = ''): Promise<void> {
    await waitForQuestion(title)
    session.type(text)
    session.press('enter')
  }
  const take = async (name: string, first: string) =>
    pictures.set(`${name}.webp`, await photographTerminal(browser, session.raw(), first))
  try {
    await waitForQuestion('The token')
    await take('setup-question', 'Domestique setup')
    session.type(botToken)
    session.press('enter')
    await answer('How do browsers and Strava reach the bot')
    await answer('Client ID', clientId)
    await answer('Client Secret', 'a-wrong-secret')
    await session.waitForOutput(/■/)
    await waitForQuestion('Client ID')
    await take('setup-refused', 'The Strava application')
    session.press('enter')
    await answer('Client Secret', clientSecret)
    for (const title of [
      'Where does the bot store',
      'Which server',
      'Should the bot work only',
      'Where should the bot',
    ])
      await answer(title)
    await session.ended
    await take('setup-end', 'Strava accepts')
    return pictures
  } finally {
    await session.stop()
    await environment.close()
    await rm(folder, { recursive: true, force: true })
  }
}
