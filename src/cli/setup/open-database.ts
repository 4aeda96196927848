import { randomBytes } from 'node:crypto'
import { readConfig } from '../../config.ts'
import { variables } from '../../environment.ts'
import { SetupError } from '../../errors.ts'
import { openToolStore, type ToolStore } from '../tool-store.ts'
import type { Questions } from './dialog.ts'
import { EXIT_BAD_VALUE, fail, type SetupContext } from './setup-context.ts'

const PLACES = [
  { value: 'own', label: 'In ./data', hint: 'the bot starts its own Redis' },
  { value: 'url', label: 'In a Redis of my own', hint: 'needed for several processes' },
] as const

function mistakeIn(url: string): string | undefined {
  const { error } = variables.shape.REDIS_URL.safeParse(url)
  return error?.issues.map(({ message }) => `The URL ${message}.`)[0]
}

/** The URL of the operator's own Redis; empty: the bot starts one itself. */
async function askRedisUrl(questions: Questions): Promise<string> {
  const place = await questions.choose({ message: 'Where does the bot store its data?', choices: PLACES })
  if (place === 'own') return ''
  return questions.text({
    message: 'The URL of your Redis',
    placeholder: 'redis://127.0.0.1:6379',
    validate: (answer) => (answer === '' ? 'Enter the URL.' : mistakeIn(answer)),
  })
}

/** With a Redis of the operator's own, nothing else generates the key. */
const keyFor = (redisUrl: string, { settings }: SetupContext): Record<string, string> =>
  redisUrl && !settings.find('ENCRYPTION_KEY') ? { ENCRYPTION_KEY: randomBytes(32).toString('base64') } : {}

/**
 * Throws a SetupError if the data is encrypted with another key: a new key couldn't decrypt it, and the bot would wait
 * for the other one.
 */
async function requireKey({ findMissingKey, keyNames }: ToolStore): Promise<void> {
  const missing = await findMissingKey()
  // A running process may lack a key that is set here.
  if (missing === undefined || keyNames.includes(missing)) return
  throw new SetupError(
    `The database holds data that is encrypted with another ENCRYPTION_KEY, which is called ${missing}. Put that key into .env. If it is lost, docs/troubleshooting.md says what to do.`,
  )
}

const NEXT = [
  { value: 'again', label: 'Try again' },
  { value: 'change', label: 'Choose something else' },
] as const

/** Opens the database that the bot will use, and saves where it is. */
export async function openDatabase(context: SetupContext): Promise<ToolStore> {
  const { screen, questions, settings, now } = context
  screen.step('Database')
  const known = settings.find('REDIS_URL')
  let redisUrl = known?.value
  for (;;) {
    redisUrl ??= questions ? await askRedisUrl(questions) : ''
    const key = keyFor(redisUrl, context)
    // Docker Compose sets the URL of its own Redis in the environment.
    const isInEnvironment = known?.source === 'environment' && known.value === redisUrl
    try {
      if (redisUrl) screen.info('Connecting to Redis …')
      const config = readConfig({ ...settings.all(), REDIS_URL: redisUrl, ...key }, { use: 'tool' })
      const database = await openToolStore(config, { now })
      await requireKey(database).catch(async (error) => {
        await database.close()
        throw error
      })
      if (!isInEnvironment) await settings.save({ REDIS_URL: redisUrl })
      await settings.save(key)
      screen.success(redisUrl ? 'Redis answers.' : "The bot's own Redis works.")
      if (key.ENCRYPTION_KEY)
        screen.info('ENCRYPTION_KEY is generated. It encrypts tokens and names: keep a copy in a safe place.')
      return database
    } catch (error) {
      if (!(error instanceof SetupError)) throw error
      if (!questions) return fail(context, error.message, EXIT_BAD_VALUE)
      screen.error(error.message)
      if ((await questions.choose({ message: 'What now?', choices: NEXT })) === 'change') redisUrl = undefined
    }
  }
}
