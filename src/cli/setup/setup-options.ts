import { parseArgs } from 'node:util'
import { parseId } from '../parse-id.ts'
import { isParseError, UsageError } from '../run-tool.ts'

export const USAGE = `Sets up Domestique: checks each value with Discord and Strava, and saves it in .env.

  npm run setup                 asks for what is missing; Ctrl-C stops, and the next run continues
  npm run setup -- --yes …      asks nothing

  --discord-token <token>           Discord developer portal → Bot → Reset Token
  --public-url <url>                where browsers and Strava reach the bot (default: http://localhost:3000)
  --strava-client-id <id>           https://www.strava.com/settings/api → Client ID
  --strava-client-secret <secret>   the same page → Client Secret
  --redis-url <url>                 your own Redis (default: the bot starts one)
  --servers <id,…>                  the only servers in which the bot works (default: all)
  --channel <id>                    the channel for a test message (default: none)
  --settings-file <path>            where the settings are saved (default: .env)
  --yes                             ask nothing
  --help                            show this

Keep secrets out of the shell history: give them as the environment variables DISCORD_TOKEN and STRAVA_CLIENT_SECRET, or
give - as the value to read it from standard input, one line each, the token first.

Exit codes: 0 set up · 1 saved, but something is left to do · 2 wrong usage · 78 a value is missing or wrong · 130 stopped`

/** The variables that flags set. */
const VARIABLES = {
  'discord-token': 'DISCORD_TOKEN',
  'public-url': 'PUBLIC_URL',
  'strava-client-id': 'STRAVA_CLIENT_ID',
  'strava-client-secret': 'STRAVA_CLIENT_SECRET',
  'redis-url': 'REDIS_URL',
  servers: 'DISCORD_GUILD_IDS',
} as const

type FlagName = keyof typeof VARIABLES

const STDIN = '-'

export const flagOf = (variable: string): string | undefined => {
  const found = Object.entries(VARIABLES).find(([, name]) => name === variable)
  return found && `--${found[0]}`
}

export interface SetupOptions {
  /** The values of flags, by environment variable. */
  given: Readonly<Record<string, string>>
  /** The variables whose values are lines of standard input, in this order. */
  fromStdin: readonly string[]
  channelId: string | undefined
  settingsFile: string
  /** Whether to ask nothing. */
  yes: boolean
  help: boolean
  /** Whether setup runs in the Docker image, where the next steps are different. */
  docker: boolean
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{ 'discord-token': text, 'public-url': text, 'strava-client-id': text, 'strava-client-secret': text },
        ...{ 'redis-url': text, servers: text, channel: text, 'settings-file': { ...text, default: '.env' } },
        ...{ yes: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
        docker: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw isParseError(error) ? new UsageError(`${error.message}\n\n${USAGE}`) : error
  }
}

const parseServers = (given: string): string =>
  given
    .split(',')
    .map((one) => parseId('--servers', one, ['server']).id)
    .join(',')

/** Throws a UsageError for flags that don't exist, and for invalid ids. */
export function parseSetupOptions(args: readonly string[]): SetupOptions {
  const values = parse(args)
  const channel = values.channel?.trim()
  const set = (Object.keys(VARIABLES) as FlagName[]).flatMap((flag): [string, string][] => {
    const value = values[flag]?.trim()
    if (!value) return []
    return [[VARIABLES[flag], flag === 'servers' && value !== STDIN ? parseServers(value) : value]]
  })
  return {
    given: Object.fromEntries(set.filter(([, value]) => value !== STDIN)),
    fromStdin: set.flatMap(([name, value]) => (value === STDIN ? [name] : [])),
    channelId: channel ? parseId('--channel', channel, ['channel']).id : undefined,
    settingsFile: values['settings-file'],
    ...{ yes: values.yes, help: values.help, docker: values.docker },
  }
}
