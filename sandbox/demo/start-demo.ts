import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createDemoEnvironment, type DemoEnvironment, settingsBetween } from './demo-environment.ts'
import type { DemoPrinter } from './demo-printer.ts'
import { type DemoProgram, startProgram } from './demo-program.ts'
import { findNonEphemeralPort } from './port.ts'
import { REPLY_TIMEOUT_MS } from './step-context.ts'

/** The sandboxes, and the program between them. */
export interface DemoRun {
  environment: DemoEnvironment
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

export async function startDemo(printer: DemoPrinter): Promise<DemoRun> {
  const environment = await createDemoEnvironment()
  try {
    return await startProgramBetween(environment, printer)
  } catch (error) {
    await environment.close()
    throw error
  }
}

async function startProgramBetween(environment: DemoEnvironment, printer: DemoPrinter): Promise<DemoRun> {
  const { discord, strava } = environment
  const folder = await mkdtemp(join(tmpdir(), 'domestique-demo-'))
  const port = await findNonEphemeralPort()
  const publicUrl = `http://localhost:${port}`
  const program = startProgram(folder, {
    RUN: 'all',
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    ...settingsBetween(discord, strava),
    SETTLE_SECONDS: '1',
    LOG_LEVEL: 'debug',
  })
  return {
    ...{ environment, program, publicUrl, folder },
    async waitUntilReady() {
      const connected = Promise.all([
        discord.waitUntilReady(REPLY_TIMEOUT_MS),
        discord.waitForCommands(REPLY_TIMEOUT_MS),
      ])
      await printer.withProgress('the program starts', Promise.race([connected, program.crashed]))
      // The program learns of its registered commands slightly after the sandbox.
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
