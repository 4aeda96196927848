import type { Questions, Screen } from './dialog.ts'
import type { SettingsFile } from './settings-file.ts'
import { flagOf } from './setup-options.ts'

export type ValueSource = 'flag' | 'environment' | 'file'

export type Variables = Readonly<Record<string, string | undefined>>

/** Where a variable's value comes from: a flag overrides the environment, which overrides the file. */
export function findValue(
  name: string,
  sources: Readonly<Record<ValueSource, Variables>>,
): { value: string; source: ValueSource } | undefined {
  for (const source of ['flag', 'environment', 'file'] as const) {
    const value = sources[source][name]?.trim()
    if (value) return { value, source }
  }
  return undefined
}

/** Setup can't go on; the message was shown. */
export class SetupFailedError extends Error {
  readonly exitCode: number

  constructor(exitCode: number) {
    super('setup failed')
    this.exitCode = exitCode
  }
}

/** A value is missing or wrong. The program itself uses the same exit code for that. */
export const EXIT_BAD_VALUE = 78
/** Something is left to do. */
export const EXIT_INCOMPLETE = 1

/** Settings as the program will see them, and how they are saved. */
export function createSettings(options: {
  file: SettingsFile
  given: Readonly<Record<string, string>>
  environment: Variables
  saved: Record<string, string>
  screen: Screen
}) {
  const { file, given, environment, screen } = options
  let saved = options.saved

  return {
    find: (name: string) => findValue(name, { flag: given, environment, file: saved }),

    /** All variables, as the program reads them. */
    all: (): Record<string, string | undefined> => ({ ...saved, ...environment }),

    /** Saves values in the file, unless it has them already. An empty value counts as not set. */
    async save(values: Readonly<Record<string, string>>): Promise<void> {
      const changed = Object.entries(values).filter(([name, value]) => (saved[name] ?? '') !== value)
      if (changed.length === 0) return
      await file.save(Object.fromEntries(changed))
      saved = { ...saved, ...values }
      for (const [name, value] of changed) {
        const overriding = environment[name]?.trim()
        if (overriding && overriding !== value)
          screen.warning(`The environment variable ${name} has another value, and the bot uses that one: unset it.`)
      }
    },
  }
}

export type Settings = ReturnType<typeof createSettings>

export interface SetupContext {
  screen: Screen
  /** Undefined if nobody can answer. */
  questions: Questions | undefined
  settings: Settings
  /** Base addresses and the port, from the environment and the file. */
  addresses: { discordApi: string; stravaApi: string; port: number }
  /** Whether setup runs in the Docker image. */
  docker: boolean
  /** What has to be done after setup, if it can't be done now. */
  leftToDo: string[]
  now: () => number
}

/** Shows what is wrong and ends setup. */
export function fail({ screen }: Pick<SetupContext, 'screen'>, sentence: string, exitCode: number): never {
  screen.error(sentence)
  throw new SetupFailedError(exitCode)
}

/** Ends setup if a value is missing and nobody can be asked. */
export function requireValues(context: SetupContext, names: readonly string[]): void {
  const missing = names.filter((name) => !context.settings.find(name))
  if (missing.length === 0) return
  const sentences = missing.map((name) => `${name} is not set. Use ${flagOf(name)}, or set it in the environment.`)
  fail(context, sentences.join('\n'), EXIT_BAD_VALUE)
}
