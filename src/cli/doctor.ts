#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checkDiscordToken } from '../checks/discord-token.ts'
import type { Severity } from '../checks/finding.ts'
import { type AnyFinding, describeFinding } from '../checks/index.ts'
import { checkStravaApplication } from '../checks/strava-application.ts'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { readDiscordApplication } from '../discord/application.ts'
import { listGuildIds } from '../discord/list-guild-ids.ts'
import { createRest } from '../discord/rest.ts'
import { SetupError } from '../errors.ts'
import { createLog } from '../logger.ts'
import { createStravaHttp } from '../strava/http.ts'
import { createSubscriptions } from '../strava/push-subscriptions.ts'

const USAGE = `Usage:
  npm run doctor              checks the settings, Discord, Strava and Redis, and says what to do
  npm run doctor -- --json    the same for programs
Exit code: 0 nothing is wrong, 1 warnings, 2 errors, 78 wrong settings.`

const EXIT_CODES: Readonly<Record<Severity, number>> = { warning: 1, error: 2 }
const EXIT_BAD_CONFIGURATION = 78

const MARKS: Readonly<Record<Severity, string>> = { error: '✗', warning: '!' }

/** Timeout of a request. Milliseconds. */
const TIMEOUT_MS = 10_000

async function runChecks({ discord, strava }: Config): Promise<AnyFinding[]> {
  const [now, log] = [Date.now, createLog('silent')]
  const rest = createRest(discord)
  const http = createStravaHttp({ now, log, timeout: TIMEOUT_MS })
  const found = await Promise.all([
    discord.token === ''
      ? []
      : checkDiscordToken({
          readApplication: () => readDiscordApplication(rest, now),
          listGuildIds: () => listGuildIds(rest, now),
        }),
    checkStravaApplication({ subscriptions: createSubscriptions({ http, ...strava }) }),
  ])
  return found.flat()
}

const toText = (findings: readonly AnyFinding[]): string =>
  findings.length === 0
    ? 'Nothing is wrong.'
    : [
        ...findings.map((finding) => `${MARKS[finding.severity]} ${describeFinding(finding)}`),
        '',
        findings.length === 1 ? '1 problem.' : `${findings.length} problems.`,
      ].join('\n')

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  })
  if (values.help) return console.log(USAGE)
  if (existsSync('.env')) process.loadEnvFile('.env')
  const findings = await runChecks(readConfig(process.env))
  const report = { findings: findings.map((finding) => ({ ...finding, message: describeFinding(finding) })) }
  console.log(values.json ? JSON.stringify(report, null, 2) : toText(findings))
  process.exitCode = Math.max(0, ...findings.map(({ severity }) => EXIT_CODES[severity]))
}

main().catch((error) => {
  if (error instanceof ConfigError || error instanceof SetupError) {
    console.error(error.message)
    process.exitCode = EXIT_BAD_CONFIGURATION
    return
  }
  console.error(error instanceof TypeError && 'code' in error ? error.message : error)
  process.exitCode = EXIT_CODES.error
})
