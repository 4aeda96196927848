import { z } from 'zod'

/** The parts of the program that can run as processes of their own. */
export const ROLES = ['bot', 'worker', 'web'] as const
export type Role = (typeof ROLES)[number]

const DISCORD_PORTAL = 'https://discord.com/developers/applications'
const STRAVA_SETTINGS = 'https://www.strava.com/settings/api'

/** Where a person finds the value of a variable that has no default. */
const VALUE_HINTS: Record<string, string> = {
  DISCORD_TOKEN: `${DISCORD_PORTAL} → your application → Bot → Reset Token`,
  STRAVA_CLIENT_ID: `${STRAVA_SETTINGS} → Client ID`,
  STRAVA_CLIENT_SECRET: `${STRAVA_SETTINGS} → Client Secret → Show`,
  STRAVA_WEBHOOK_SECRET: 'make one with: openssl rand -hex 32',
  ENCRYPTION_KEY: 'make one with: openssl rand -base64 32',
  REDIS_URL: 'the address of your Redis, such as redis://127.0.0.1:6379; leave it out to let the program run its own',
  MAP_TILES_ATTRIBUTION: 'what the owner of the tiles wants written on a map, such as © OpenStreetMap contributors',
  DISCORD_GUILD_IDS: 'Discord → Settings → Advanced → Developer Mode, then right-click the server → Copy Server ID',
  PUBLIC_URL: 'the address under which browsers reach this program, such as https://bot.example.org',
}

const DEFAULT_PORT = 3000

const isPlain = ({ username, password, search, hash }: URL) => !(username || password || search || hash)

const httpUrl = z
  .string()
  .trim()
  .transform((value) => value.replace(/\/+$/, ''))
  .refine(
    (value) => /^https?:\/\/[^/]/.test(value) && URL.canParse(value),
    'is not an address that begins with http:// or https://',
  )
  .refine((value) => !URL.canParse(value) || isPlain(new URL(value)), 'must not hold a user, a query or a fragment')

const wholeNumber = (what: string, min: number, max: number) =>
  z
    .string()
    .trim()
    .regex(/^\d+$/, `is not ${what}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `is not ${what} from ${min} to ${max}`)

const roles = z.string().transform((value, context): Role[] => {
  const names = value.split(',').map((name) => name.trim())
  if (names.length === 1 && names[0] === 'all') return [...ROLES]
  const unknown = names.filter((name) => !(ROLES as readonly string[]).includes(name))
  if (unknown.length > 0) {
    context.addIssue({ code: 'custom', message: 'is neither "all" nor some of bot, worker, web, separated by commas' })
    return z.NEVER
  }
  return ROLES.filter((role) => names.includes(role))
})

const encryptionKeys = z.string().transform((value, context): Buffer[] => {
  const keys = value.split(',').map((key) => Buffer.from(key.trim(), 'base64'))
  if (keys.some((key) => key.length !== 32)) {
    context.addIssue({ code: 'custom', message: 'is not 32 random bytes in base64 (several are separated by commas)' })
    return z.NEVER
  }
  return keys
})

const tilesUrl = z
  .string()
  .trim()
  .refine(
    (value) => /^https?:\/\/[^/]/.test(value) && ['{z}', '{x}', '{y}'].every((part) => value.includes(part)),
    'is not an address that begins with http:// or https:// and holds {z}, {x} and {y}',
  )

const host = z
  .string()
  .trim()
  .regex(/^(\[[0-9a-f:.]+\]|[\w.:-]+)$/i, 'is not an address of this machine, such as 127.0.0.1 or 0.0.0.0')
  .transform((value) => value.replace(/^\[|\]$/g, ''))

const guildIds = z.string().transform((value, context): string[] => {
  const ids = value.split(',').map((id) => id.trim())
  if (ids.every((id) => /^[1-9]\d{16,19}$/.test(id))) return ids
  context.addIssue({ code: 'custom', message: 'is not a list of server ids, separated by commas' })
  return z.NEVER
})

const redisUrl = z
  .string()
  .trim()
  .refine(
    (value) => /^rediss?:\/\//.test(value) && URL.canParse(value),
    'is not an address that begins with redis:// or rediss://',
  )

/** Every environment variable that the program reads. An empty value counts as not set. */
const schema = z.object({
  /** The bot's token. */
  DISCORD_TOKEN: z.string().trim().optional(),
  /** Base of Discord's REST API, without the version. */
  DISCORD_API_URL: httpUrl
    .refine((value) => !/\/v\d+$/.test(value), 'must not end in a version')
    .default('https://discord.com/api'),
  /** The only servers in which the bot works; not set: all of them. */
  DISCORD_GUILD_IDS: guildIds.default([]),
  /** The operator's own Strava application. */
  STRAVA_CLIENT_ID: z.string().trim().optional(),
  STRAVA_CLIENT_SECRET: z.string().trim().optional(),
  /** Base of Strava's API; a new host opens on 2027-01-04. */
  STRAVA_API_URL: httpUrl.default('https://www.strava.com/api/v3'),
  /** Base of Strava's authorize, token and revoke pages. */
  STRAVA_OAUTH_URL: httpUrl.default('https://www.strava.com/oauth'),
  /** Makes the secret address for Strava's events; not set: the newest encryption key does. */
  STRAVA_WEBHOOK_SECRET: z.string().trim().min(32, 'is shorter than 32 characters').optional(),
  /** How long the shorter of Strava's two windows lasts; only a stand-in for Strava has another one. */
  STRAVA_WINDOW_SECONDS: wholeNumber('a number of seconds', 1, 3600).default(900),
  /** Where browsers and Strava reach the web role. */
  PUBLIC_URL: httpUrl.optional(),
  /** Where the web role and the health endpoints listen: this machine alone, unless told otherwise. */
  HOST: host.default('127.0.0.1'),
  /** Their port; 0 takes a free one. */
  PORT: wholeNumber('a port', 0, 65_535).default(DEFAULT_PORT),
  /** Not set: the program starts and stops its own redis-server. */
  REDIS_URL: redisUrl.optional(),
  /** Where the program's own Redis keeps its files, and the generated key. */
  DATA_DIR: z.string().trim().default('./data'),
  /** Encrypts tokens at rest; newest first. */
  ENCRYPTION_KEY: encryptionKeys.optional(),
  /** Which roles run in this process. */
  RUN: roles.default([...ROLES]),
  /** How long an event of Strava's may wait for its sequels. */
  SETTLE_SECONDS: wholeNumber('a number of seconds', 0, 3600).default(30),
  /** A tile server under the maps; not set: a plain ground, and nobody is asked. */
  MAP_TILES_URL: tilesUrl.optional(),
  /** What must stand on a map of that server's. */
  MAP_TILES_ATTRIBUTION: z.string().trim().max(100, 'is longer than 100 characters').optional(),
  /** How much of them is kept in DATA_DIR, in megabytes. */
  MAP_TILES_CACHE_MB: wholeNumber('a number of megabytes', 1, 100_000).default(100),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'is none of trace, debug, info, warn, error, fatal, silent',
    })
    .default('info'),
})

/** What the program runs with. Keys are the newest first; none means: generate one beside the program's own Redis. */
export interface Config {
  /** `guildIds`: the only servers in which the bot works; empty: all of them. */
  discord: { token: string; apiUrl: string; guildIds: string[] }
  strava: {
    clientId: string
    clientSecret: string
    apiUrl: string
    oauthUrl: string
    webhookSecret: string | undefined
    windowSeconds: number
  }
  publicUrl: string
  host: string
  port: number
  redisUrl: string | undefined
  dataDir: string
  encryptionKeys: Buffer[] | undefined
  roles: Role[]
  settleSeconds: number
  /** Whose tiles lie under the maps; without an address nobody's do. */
  tiles: { address: string | undefined; attribution: string; maxBytes: number }
  logLevel: string
}

/** All mistakes of a configuration at once, as a text that says for each where its value is found. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(
      [
        `The configuration has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:`,
        ...mistakes.map((mistake) => `  - ${mistake}`),
        '',
        'Set these in the environment or in a file .env in this folder (.env.example shows all of them).',
        'To see the bot work without any settings or accounts: npm run demo',
      ].join('\n'),
    )
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

/** A part of an address without its percent signs; one that is broken stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The secrets of a configuration, each as it may turn up in a text. */
export function secretsOf({ discord, strava, encryptionKeys, redisUrl }: Config): string[] {
  const password = redisUrl === undefined ? '' : new URL(redisUrl).password
  return [
    ...[discord.token, strava.clientSecret, strava.webhookSecret ?? '', password, decoded(password)],
    Buffer.from(`${strava.clientId}:${strava.clientSecret}`).toString('base64'),
    ...(encryptionKeys ?? []).map((key) => key.toString('base64')),
  ]
}

const mistake = (name: string, what: string) => `${name} ${what}${VALUE_HINTS[name] ? ` (${VALUE_HINTS[name]})` : ''}`

/** The environment as a configuration; the operator's tools need nothing of Discord's. Throws a ConfigError that names every mistake; values are never repeated, they may be secrets. */
export function readConfig(
  environment: Record<string, string | undefined>,
  { use = 'program' }: { use?: 'program' | 'tool' } = {},
): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  const parsed = schema.safeParse(given)
  const mistakes = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => mistake(String(path[0]), message))

  const has = (name: string) => given[name] !== undefined
  const isInvalid = (name: string) => !parsed.success && parsed.error.issues.some(({ path }) => path[0] === name)
  const run = schema.shape.RUN.safeParse(given.RUN)
  const roles: readonly Role[] = run.success ? run.data : ROLES
  const requireSetting = (name: string, ...by: Role[]) => {
    if (!has(name) && roles.some((role) => by.includes(role))) mistakes.push(mistake(name, 'is not set'))
  }
  if (use === 'program') requireSetting('DISCORD_TOKEN', 'bot', 'worker')
  // The bot reads Strava too, for what it suggests while somebody types.
  requireSetting('STRAVA_CLIENT_ID', 'bot', 'worker', 'web')
  requireSetting('STRAVA_CLIENT_SECRET', 'bot', 'worker', 'web')
  if (use === 'program' && !isInvalid('RUN') && roles.length < ROLES.length && !has('REDIS_URL')) {
    mistakes.push(
      mistake('REDIS_URL', 'is not set, but roles in processes of their own need one Redis that all of them reach'),
    )
  }
  if (has('REDIS_URL') && !has('ENCRYPTION_KEY')) {
    mistakes.push(mistake('ENCRYPTION_KEY', 'is not set, but is required with REDIS_URL, the same for all processes'))
  }
  if (has('MAP_TILES_URL') && !has('MAP_TILES_ATTRIBUTION')) {
    mistakes.push(mistake('MAP_TILES_ATTRIBUTION', 'is not set, but is required with MAP_TILES_URL'))
  }
  if (given.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    mistakes.push('NODE_TLS_REJECT_UNAUTHORIZED switches off the check of certificates; remove it')
  }
  if (!parsed.success || mistakes.length > 0) throw new ConfigError(mistakes)

  const { data } = parsed
  return {
    discord: { token: data.DISCORD_TOKEN ?? '', apiUrl: data.DISCORD_API_URL, guildIds: data.DISCORD_GUILD_IDS },
    strava: {
      clientId: data.STRAVA_CLIENT_ID ?? '',
      clientSecret: data.STRAVA_CLIENT_SECRET ?? '',
      apiUrl: data.STRAVA_API_URL,
      oauthUrl: data.STRAVA_OAUTH_URL,
      webhookSecret: data.STRAVA_WEBHOOK_SECRET,
      windowSeconds: data.STRAVA_WINDOW_SECONDS,
    },
    // On one's own machine: where this process listens.
    publicUrl: data.PUBLIC_URL ?? `http://localhost:${data.PORT || DEFAULT_PORT}`,
    host: data.HOST,
    port: data.PORT,
    redisUrl: data.REDIS_URL,
    dataDir: data.DATA_DIR,
    encryptionKeys: data.ENCRYPTION_KEY,
    roles: data.RUN,
    settleSeconds: data.SETTLE_SECONDS,
    tiles: {
      address: data.MAP_TILES_URL,
      attribution: data.MAP_TILES_ATTRIBUTION ?? '',
      maxBytes: data.MAP_TILES_CACHE_MB * 1_000_000,
    },
    logLevel: data.LOG_LEVEL,
  }
}
