import type * as z from 'zod'
import { defaultPublicUrl, ROLES, type Role, variables } from './environment.ts'
import { passwordsOf } from './redis/redis-url.ts'

const DISCORD_PORTAL = 'https://discord.com/developers/applications'
const STRAVA_SETTINGS = 'https://www.strava.com/settings/api'

/** Where to find the value of a variable without a default. */
const VALUE_HINTS: Record<string, string> = {
  DISCORD_TOKEN: `${DISCORD_PORTAL} → your application → Bot → Reset Token`,
  DISCORD_PUBLIC_KEY: `${DISCORD_PORTAL} → your application → General Information → Public Key`,
  STRAVA_CLIENT_ID: `${STRAVA_SETTINGS} → Client ID`,
  STRAVA_CLIENT_SECRET: `${STRAVA_SETTINGS} → Client Secret → Show`,
  ADMIN_TOKEN: 'generate one with: openssl rand -hex 32',
  STRAVA_WEBHOOK_SECRET: 'generate one with: openssl rand -hex 32',
  ENCRYPTION_KEY: 'generate one with: openssl rand -base64 32',
  REDIS_URL: 'the URL of your Redis, such as redis://127.0.0.1:6379; leave it out to use the embedded Redis',
  MAP_TILES_ATTRIBUTION: 'the attribution that the tile server requires, such as © OpenStreetMap contributors',
  STRAVA_BUTTON_FILE: 'https://developers.strava.com/guidelines/ → Connect with Strava buttons',
  DISCORD_GUILD_IDS: 'Discord → Settings → Advanced → Developer Mode, then right-click the server → Copy Server ID',
  OPS_CHANNEL_ID: 'Discord → Settings → Advanced → Developer Mode, then right-click the channel → Copy Channel ID',
  PUBLIC_URL: 'the URL at which browsers reach this program, such as https://bot.example.org',
}

const toShards = (ids: number[] | undefined, count: number | undefined) =>
  count === undefined ? undefined : { count, ids: ids ?? Array.from({ length: count }, (_, id) => id) }

const configSchema = variables.transform((env) => ({
  discord: {
    token: env.DISCORD_TOKEN ?? '',
    apiUrl: env.DISCORD_API_URL,
    /** If set, interactions are also received over HTTP. */
    publicKey: env.DISCORD_PUBLIC_KEY,
    /** The only servers in which the bot works; empty: all. */
    guildIds: env.DISCORD_GUILD_IDS,
    /** Not set: as many shards as Discord recommends, all of them in this process. */
    shards: toShards(env.DISCORD_SHARDS, env.DISCORD_SHARD_COUNT),
  },
  strava: {
    clientId: env.STRAVA_CLIENT_ID ?? '',
    clientSecret: env.STRAVA_CLIENT_SECRET ?? '',
    apiUrl: env.STRAVA_API_URL,
    oauthUrl: env.STRAVA_OAUTH_URL,
    webhookSecret: env.STRAVA_WEBHOOK_SECRET,
    /** The image of Strava's own button. */
    buttonFile: env.STRAVA_BUTTON_FILE,
    windowSeconds: env.STRAVA_WINDOW_SECONDS,
    /** How many athletes the application may have; 0: unknown. */
    athleteCapacity: env.STRAVA_ATHLETE_CAPACITY,
  },
  /** Not set: the address on which this process listens. */
  publicUrl: env.PUBLIC_URL ?? defaultPublicUrl(env.PORT),
  /** The password for `/admin/queues`. Not set: there is no such page. */
  adminToken: env.ADMIN_TOKEN,
  /** Where traces are sent. */
  tracesEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  operator: {
    name: env.OPERATOR_NAME,
    contact: env.OPERATOR_CONTACT,
    jurisdiction: env.OPERATOR_JURISDICTION,
    /** The channel for alerts about problems that only the operator can fix. */
    channelId: env.OPS_CHANNEL_ID,
  },
  host: env.HOST,
  port: env.PORT,
  redisUrl: env.REDIS_URL,
  dataDir: env.DATA_DIR,
  /** Newest first. Not set: a key generated beside the embedded Redis. */
  encryptionKeys: env.ENCRYPTION_KEY,
  roles: env.RUN,
  settleSeconds: env.SETTLE_SECONDS,
  /** The tile server for the maps, if any. */
  tiles: {
    address: env.MAP_TILES_URL,
    attribution: env.MAP_TILES_ATTRIBUTION ?? '',
    maxBytes: env.MAP_TILES_CACHE_MB * 1_000_000,
  },
  logLevel: env.LOG_LEVEL,
}))

/** The program's configuration. */
export type Config = z.infer<typeof configSchema>

/** All mistakes in a configuration, each with a hint where to find the value. */
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

/**
 * The secrets of a configuration, in every form in which they may appear. No empty ones: they would match every text.
 */
export function secretsOf({ discord, strava, encryptionKeys, redisUrl, adminToken = '' }: Config): string[] {
  return [
    ...[discord.token, strava.clientSecret, strava.webhookSecret ?? '', adminToken],
    ...(redisUrl === undefined ? [] : passwordsOf(redisUrl)),
    Buffer.from(`${strava.clientId}:${strava.clientSecret}`).toString('base64'),
    ...(encryptionKeys ?? []).map((key) => key.toString('base64')),
  ].filter((secret) => secret !== '')
}

const mistake = (name: string, what: string) => `${name} ${what}${VALUE_HINTS[name] ? ` (${VALUE_HINTS[name]})` : ''}`

/**
 * Reads the configuration from the environment; CLI tools need no Discord settings. Throws a ConfigError that lists
 * every mistake without its value, which may be a secret.
 */
export function readConfig(
  environment: Record<string, string | undefined>,
  { use = 'program' }: { use?: 'program' | 'tool' } = {},
): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  const parsed = configSchema.safeParse(given)
  const mistakes = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => mistake(String(path[0]), message))

  const has = (name: string) => given[name] !== undefined
  const isInvalid = (name: string) => !parsed.success && parsed.error.issues.some(({ path }) => path[0] === name)
  const run = variables.shape.RUN.safeParse(given.RUN)
  const roles: readonly Role[] = run.success ? run.data : ROLES
  const requireSetting = (name: string, ...by: Role[]) => {
    if (!has(name) && roles.some((role) => by.includes(role))) mistakes.push(mistake(name, 'is not set'))
  }
  // The web role registers the commands if it takes them.
  if (use === 'program')
    requireSetting('DISCORD_TOKEN', 'bot', 'worker', ...(has('DISCORD_PUBLIC_KEY') ? ['web' as const] : []))
  // The bot reads from Strava too, for autocomplete.
  requireSetting('STRAVA_CLIENT_ID', 'bot', 'worker', 'web')
  requireSetting('STRAVA_CLIENT_SECRET', 'bot', 'worker', 'web')
  if (use === 'program' && !isInvalid('RUN') && roles.length < ROLES.length && !has('REDIS_URL')) {
    mistakes.push(
      mistake(
        'REDIS_URL',
        'is not set, but is required when RUN selects only some roles: all processes must share one Redis',
      ),
    )
  }
  if (has('REDIS_URL') && !has('ENCRYPTION_KEY')) {
    mistakes.push(
      mistake('ENCRYPTION_KEY', 'is not set, but is required with REDIS_URL and must be the same for all processes'),
    )
  }
  if (parsed.success) {
    const { DISCORD_SHARDS: ids, DISCORD_SHARD_COUNT: count } = variables.parse(given)
    if (ids && count === undefined)
      mistakes.push(mistake('DISCORD_SHARD_COUNT', 'is not set, but is required with numbers in DISCORD_SHARDS'))
    if (ids && count !== undefined && Math.max(...ids) >= count)
      mistakes.push(mistake('DISCORD_SHARDS', 'must only have numbers less than DISCORD_SHARD_COUNT: the first is 0'))
  }
  if (has('MAP_TILES_URL') && !has('MAP_TILES_ATTRIBUTION')) {
    mistakes.push(mistake('MAP_TILES_ATTRIBUTION', 'is not set, but is required with MAP_TILES_URL'))
  }
  if (given.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    mistakes.push('NODE_TLS_REJECT_UNAUTHORIZED turns off certificate verification; remove it')
  }
  if (!parsed.success || mistakes.length > 0) throw new ConfigError(mistakes)

  return parsed.data
}
