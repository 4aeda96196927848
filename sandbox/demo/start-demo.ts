import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { DiscordSandbox } from '../discord/index.ts'
import type { StravaSandbox } from '../strava/index.ts'
import { createDemoEnvironment, type DemoEnvironment, settingsBetween } from './demo-environment.ts'
import type { DemoPrinter } from './demo-printer.ts'
import { type DemoProgram, startProgram } from './demo-program.ts'
import { findNonEphemeralPort } from './port.ts'
import { REPLY_TIMEOUT_MS } from './step-context.ts'

/** A Strava and a Discord on this machine. */
export interface Sandboxes {
  discord: DiscordSandbox
  strava: StravaSandbox
  close(): Promise<void>
}

/** The sandboxes, and the program between them. */
export interface DemoRun<Environment extends Sandboxes = DemoEnvironment> {
  environment: Environment
  program: DemoProgram
  publicUrl: string
  folder: string
  /** Waits until the program is connected to everything. */
  waitUntilReady(): Promise<void>
  /** Stops the program, then the sandboxes. Resolves to how the program ended: `0` is a success. */
  stop(): Promise<string>
  /** Deletes the data on disk. */
  removeFiles(): Promise<void>
}

export const startDemo = async (printer: DemoPrinter): Promise<DemoRun> =>
  startProgramBetween(await createDemoEnvironment(), printer)

interface StartOptions {
  /** The URL for browsers. */
  host?: string
  listenOn?: string
  /** The module that the program loads to follow a clock. */
  clockModule?: URL
}

/** Starts the program between the sandboxes, which end with it. */
export async function startProgramBetween<Environment extends Sandboxes>(
  environment: Environment,
  printer: Pick<DemoPrinter, 'withProgress'>,
  options: StartOptions = {},
): Promise<DemoRun<Environment>> {
  try {
    return await startProgramAt(environment, printer, options)
  } catch (error) {
    await environment.close()
    throw error
  }
}

async function startProgramAt<Environment extends Sandboxes>(
  environment: Environment,
  printer: Pick<DemoPrinter, 'withProgress'>,
  { host = 'localhost', listenOn = '127.0.0.1', clockModule }: StartOptions,
): Promise<DemoRun<Environment>> {
  const { discord, strava } = environment
  const folder = await mkdtemp(join(tmpdir(), 'domestique-demo-'))
  const port = await findNonEphemeralPort()
  const publicUrl = `http://${host}:${port}`
  const settings = {
    ...{ RUN: 'all', HOST: listenOn, PORT: String(port), PUBLIC_URL: publicUrl },
    ...settingsBetween(discord, strava),
    ...{ SETTLE_SECONDS: '1', LOG_LEVEL: 'debug' },
  }
  const program = startProgram(folder, settings, { clockModule })
  return {
    ...{ environment, program, publicUrl, folder },
    async waitUntilReady() {
      const connected = Promise.all([
        discord.waitUntilReady(REPLY_TIMEOUT_MS),
        discord.waitForCommands(REPLY_TIMEOUT_MS),
      ])
      await printer.withProgress('the program starts', Promise.race([connected, program.crashed]))
      // The sandbox knows of the registered commands slightly before the program gets the response.
      const until = Date.now() + REPLY_TIMEOUT_MS
      for (;;) {
        const answer = await fetch(`${publicUrl}/readyz`)
        if (answer.ok) return
        const parts = await answer.text()
        if (Date.now() > until) throw new Error(`The program is not ready: ${parts}`)
        await pause(20)
      }
    },
    async stop() {
      const how = await program.close()
      await environment.close()
      return how
    },
    removeFiles: () => rm(folder, { recursive: true, force: true }),
  }
}
