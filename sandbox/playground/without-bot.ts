import { existsSync } from 'node:fs'
import { CREDENTIALS, settingsBetween } from '../demo/demo-environment.ts'
import type { DemoPrinter } from '../demo/demo-printer.ts'
import { TestSetupError } from '../discord/index.ts'
import { buildClient } from './build-client.ts'
import { createPlaygroundClock } from './clock/playground-clock.ts'
import { type Playground, peopleOf, servePage } from './playground.ts'
import { findHosts, isLoopback, type PlaygroundAddress } from './playground-address.ts'
import { createPlaygroundEnvironment, type PlaygroundEnvironment } from './playground-environment.ts'
import type { PlaygroundWorld } from './playground-world.ts'

/** Serves the page with only the sandboxes: the developer sets the program up and starts it. */
export async function startPlaygroundWithoutBot(
  printer: Pick<DemoPrinter, 'withProgress'>,
  address: PlaygroundAddress = {},
  { isClientBuilt = false } = {},
): Promise<Playground> {
  const environment = await createPlaygroundEnvironment({ ...findHosts(address), isConnected: false })
  try {
    if (!isClientBuilt) await printer.withProgress('the playground opens', buildClient())
    const world: PlaygroundWorld = {
      ...{ environment, program: undefined, people: peopleOf(environment), clock: createPlaygroundClock() },
      publicUrl() {
        const callback = environment.strava.subscription()?.callback_url
        return callback === undefined ? undefined : new URL(callback).origin
      },
      async setClockForward() {
        throw new TestSetupError("You started the bot yourself: its clock is your machine's, and can't be set forward")
      },
      onChange: () => () => {},
    }
    const page = await servePage(world, address)
    return {
      ...{ world, run: undefined, url: page.url },
      async close() {
        await page.close()
        await environment.close()
      },
    }
  } catch (error) {
    await environment.close()
    throw error
  }
}

/** Environment variables with the sandboxes' URLs, for setup and the program. */
export function addressesOf({ discord, strava }: PlaygroundEnvironment) {
  const { DISCORD_API_URL, STRAVA_API_URL, STRAVA_OAUTH_URL } = settingsBetween(discord, strava)
  return { DISCORD_API_URL, STRAVA_API_URL, STRAVA_OAUTH_URL }
}

/** The output of `npm run demo -- --serve --no-bot` once the page is available. */
export function printSetupSteps({ url, world }: Playground, printer: Pick<DemoPrinter, 'bold' | 'print'>): void {
  const { bold, print } = printer
  const { botToken, clientId, clientSecret } = CREDENTIALS
  const { environment } = world
  print(bold(url))
  print(
    'Open this in your browser: a chat without the bot, until you set it up. People, Discord and Strava are invented.',
  )
  if (!isLoopback(url)) print('Everybody in your network can open it, and use the sandboxes behind it.')
  if (existsSync('.env')) {
    print(bold('This folder already has a file .env, which setup changes. To keep it, practise in another clone.'))
  }
  print()
  print('1. Open a second terminal in this folder, and paste:')
  print()
  for (const [name, value] of Object.entries(addressesOf(environment))) print(`export ${name}=${value}`)
  print('npm run setup')
  print()
  print('2. Skip what setup tells you to do on Discord and Strava. Paste these when it asks:')
  print()
  print(`   The token       ${bold(botToken)}`)
  print(`   Client ID       ${bold(clientId)}`)
  print(`   Client Secret   ${bold(clientSecret)}`)
  print()
  print('   Press Enter at every other question.')
  print()
  print(`3. In the same terminal, run ${bold('npm start')}. Then type /strava link in the chat, and /strava recent.`)
  print()
  print('To set up without questions, instead of 2:')
  print(
    `npm run setup -- --yes --discord-token ${botToken} --strava-client-id ${clientId} --strava-client-secret ${clientSecret} --channel ${environment.activities.id}`,
  )
  print()
  print('Ctrl-C ends the playground. Afterwards, delete .env and data, which setup and the bot have written.')
}
