#!/usr/bin/env node
import type { Severity } from '../checks/finding.ts'
import { describeFinding } from '../checks/index.ts'
import { ConfigError, readConfig } from '../config.ts'
import type { runChecks } from './run-checks.ts'
import { FLAG, runTool } from './run-tool.ts'
import { loadEnvFile } from './tool-store.ts'

const USAGE = `Usage:
  npm run doctor              checks the settings, Discord, Strava and Redis, and says what to do
  npm run doctor -- --json    the same for programs
Exit code: 0 nothing is wrong, 1 warnings, 2 errors, 78 wrong settings.`

const EXIT_CODES: Readonly<Record<Severity, number>> = { warning: 1, error: 2 }
const EXIT_BAD_CONFIGURATION = 78

const MARKS: Readonly<Record<Severity, string>> = { error: '✗', warning: '!' }

type CheckResults = Awaited<ReturnType<typeof runChecks>>

function toText({ findings, versions: { domestique: own, node, redis } }: CheckResults): string {
  const versions = [`Domestique ${own}`, `Node.js ${node}`, ...(redis ? [`Redis ${redis}`] : [])].join(' · ')
  if (findings.length === 0) return `${versions}\n\nNothing is wrong.`
  const listed = findings.map((finding) => `${MARKS[finding.severity]} ${describeFinding(finding)}`)
  return [versions, '', ...listed, '', findings.length === 1 ? '1 problem.' : `${findings.length} problems.`].join('\n')
}

/** The report as JSON. */
function toJson({ findings, versions }: CheckResults): string {
  const described = findings.map((finding) => ({ ...finding, message: describeFinding(finding) }))
  return JSON.stringify({ versions, findings: described }, null, 2)
}

runTool({
  usage: USAGE,
  options: { json: FLAG },
  exitCodeOf: (error) => (error instanceof ConfigError ? EXIT_BAD_CONFIGURATION : EXIT_CODES.error),
  async run({ json }) {
    loadEnvFile()
    const config = readConfig(process.env)
    // Loading this takes most of the startup time, and wrong settings are reported without it.
    const { runChecks } = await import('./run-checks.ts')
    const results = await runChecks({ config })
    console.log(json ? toJson(results) : toText(results))
    process.exitCode = Math.max(0, ...results.findings.map(({ severity }) => EXIT_CODES[severity]))
  },
})
