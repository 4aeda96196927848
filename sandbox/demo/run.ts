import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { quietPort } from './port.ts'
import { type Program, startProgram } from './program.ts'
import { PATIENCE } from './scene.ts'
import { CREDENTIALS, type Stage, setStage } from './stage.ts'
import type { Teller } from './tell.ts'

/** The sandboxes, and the program between them. */
export interface Run {
  stage: Stage
  program: Program
  publicUrl: string
  folder: string
  /** Waits until the program is connected to everything. */
  ready(): Promise<void>
  /** Stops the program, then the sandboxes. Resolves to how the program ended: `0` is well. */
  stop(): Promise<string>
  /** Removes what was written to disk. */
  clear(): Promise<void>
}

export async function startRun(tell: Teller): Promise<Run> {
  const stage = await setStage()
  try {
    return await startBetween(stage, tell)
  } catch (error) {
    await stage.close()
    throw error
  }
}

async function startBetween(stage: Stage, tell: Teller): Promise<Run> {
  const { discord, strava } = stage
  const folder = await mkdtemp(join(tmpdir(), 'domestique-demo-'))
  const port = await quietPort()
  const publicUrl = `http://localhost:${port}`
  const program = startProgram(folder, {
    RUN: 'all',
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    DISCORD_TOKEN: CREDENTIALS.botToken,
    DISCORD_API_URL: discord.apiUrl,
    STRAVA_CLIENT_ID: CREDENTIALS.clientId,
    STRAVA_CLIENT_SECRET: CREDENTIALS.clientSecret,
    STRAVA_API_URL: strava.apiUrl,
    STRAVA_OAUTH_URL: strava.oauthUrl,
    SETTLE_SECONDS: '1',
    LOG_LEVEL: 'debug',
  })
  return {
    ...{ stage, program, publicUrl, folder },
    async ready() {
      const connected = Promise.all([discord.ready(PATIENCE), discord.commandsRegistered(PATIENCE)])
      await tell.during('the program starts', Promise.race([connected, program.died]))
      // The program knows a moment later than the sandbox that its commands are registered.
      const until = Date.now() + PATIENCE
      for (;;) {
        const answer = await fetch(`${publicUrl}/readyz`)
        if (answer.ok) return
        const parts = await answer.text()
        if (Date.now() > until) throw new Error(`The program is not ready: ${parts}`)
        await pause(20)
      }
    },
    async stop() {
      const how = await program.stop()
      await stage.close()
      return how
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  }
}
