#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { describeProgram } from './app/describe-program.ts'
import { limitHeapGrowth, limitYoungGeneration } from './app/heap.ts'
import { ConfigError, readConfig, secretsOf } from './config.ts'
import { SetupError } from './errors.ts'
import { createLog } from './logger.ts'
import { terminalLog } from './terminal-log.ts'

/** Time limit of a shutdown. Milliseconds. */
const SHUTDOWN_DEADLINE_MS = 38_000

const EXIT_BAD_CONFIGURATION = 78

async function main(): Promise<void> {
  limitYoungGeneration()
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = readConfig(process.env)
  const isTerminal = process.stdout.isTTY === true
  const log = createLog(config.logLevel, secretsOf(config), isTerminal ? terminalLog : undefined)
  const print = isTerminal ? (text: string) => console.log(`\n${text}\n`) : undefined
  print?.(describeProgram(config))

  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled promise rejection'))

  let ending = false
  const end = async (code: number, why: string) => {
    if (ending) return
    ending = true
    log.info({ why }, 'stopping')
    setTimeout(() => process.exit(1), SHUTDOWN_DEADLINE_MS).unref()
    await app.then((started) => started.stop()).catch(() => {})
    log.info('stopped')
    process.exit(code)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(0, signal))

  // Loading the program takes most of a start; a wrong setting is reported without it.
  const app = import('./app/start.ts').then(({ startApp }) => {
    limitHeapGrowth()
    return startApp({
      config,
      log,
      print,
      onFatal: (error) => {
        log.fatal(`${error.message}. Cannot continue until this is fixed.`)
        void end(EXIT_BAD_CONFIGURATION, 'Discord rejects the bot')
      },
    })
  })
  await app
}

main().catch((error) => {
  if (error instanceof ConfigError || error instanceof SetupError) {
    console.error(error.message)
    process.exit(EXIT_BAD_CONFIGURATION)
  }
  createLog('info').fatal({ err: error }, 'could not start')
  process.exit(1)
})
