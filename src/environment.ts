import { z } from 'zod'

/** The parts of the program that can run as separate processes. */
export const ROLES = ['bot', 'worker', 'web'] as const
export type Role = (typeof ROLES)[number]

export const DEFAULT_PORT = 3000

const isPlain = ({ username, password, search, hash }: URL) => !(username || password || search || hash)

const httpUrl = z
  .string()
  .trim()
  .transform((value) => value.replace(/\/+$/, ''))
  .refine(
    (value) => /^https?:\/\/[^/]/.test(value) && URL.canParse(value),
    'must be a URL that starts with http:// or https://',
  )
  .refine((value) => !URL.canParse(value) || isPlain(new URL(value)), 'must not contain a user, a query or a fragment')

const wholeNumber = (what: string, min: number, max: number) =>
  z
    .string()
    .trim()
    .regex(/^\d+$/, `must be ${what}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be ${what} from ${min} to ${max}`)

const roles = z.string().transform((value, context): Role[] => {
  const names = value.split(',').map((name) => name.trim())
  if (names.length === 1 && names[0] === 'all') return [...ROLES]
  const unknown = names.filter((name) => !(ROLES as readonly string[]).includes(name))
  if (unknown.length > 0) {
    context.addIssue({ code: 'custom', message: 'must be "all" or a comma-separated list of bot, worker, web' })
    return z.NEVER
  }
  return ROLES.filter((role) => names.includes(role))
})

const encryptionKeys = z.string().transform((value, context): Buffer[] => {
  const keys = value.split(',').map((key) => Buffer.from(key.trim(), 'base64'))
  if (keys.some((key) => key.length !== 32)) {
    context.addIssue({
      code: 'custom',
      message: 'must be 32 random bytes in base64 (separate several keys with commas)',
    })
    return z.NEVER
  }
  return keys
})

const tilesUrl = z
  .string()
  .trim()
  .refine(
    (value) => /^https?:\/\/[^/]/.test(value) && ['{z}', '{x}', '{y}'].every((part) => value.includes(part)),
    'must be a URL that starts with http:// or https:// and contains {z}, {x} and {y}',
  )

const host = z
  .string()
  .trim()
  .regex(/^(\[[0-9a-f:.]+\]|[\w.:-]+)$/i, 'must be an address of this machine, such as 127.0.0.1 or 0.0.0.0')
  .transform((value) => value.replace(/^\[|\]$/g, ''))

const contact = z
  .string()
  .trim()
  .refine(
    (value) => /^[^\s@:/]+@[^\s@:/]+$/.test(value) || (/^https?:\/\/[^/]/.test(value) && URL.canParse(value)),
    'must be an email address or a URL that starts with http:// or https://',
  )

const publicKey = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')

const guildIds = z.string().transform((value, context): string[] => {
  const ids = value.split(',').map((id) => id.trim())
  if (ids.every((id) => /^[1-9]\d{16,19}$/.test(id))) return ids
  context.addIssue({ code: 'custom', message: 'must be a comma-separated list of server ids' })
  return z.NEVER
})

const redisUrl = z
  .string()
  .trim()
  .refine(
    (value) => /^rediss?:\/\//.test(value) && URL.canParse(value),
    'must be a URL that starts with redis:// or rediss://',
  )

/** Every environment variable that the program reads. Empty values count as not set. */
export const variables = z.object({
  DISCORD_TOKEN: z.string().trim().optional(),
  /** Base URL of Discord's REST API, without the version. */
  DISCORD_API_URL: httpUrl
    .refine((value) => !/\/v\d+$/.test(value), 'must not end in a version')
    .default('https://discord.com/api'),
  /** The application's public key. Not set: interactions only come from the gateway. */
  DISCORD_PUBLIC_KEY: publicKey.optional(),
  /** The only servers in which the bot works; not set: all. */
  DISCORD_GUILD_IDS: guildIds.default([]),
  /** The operator's own Strava application. */
  STRAVA_CLIENT_ID: z.string().trim().optional(),
  STRAVA_CLIENT_SECRET: z.string().trim().optional(),
  /** Base URL of Strava's API; a new host opens on 2027-01-04. */
  STRAVA_API_URL: httpUrl.default('https://www.strava.com/api/v3'),
  /** Base URL of Strava's authorize, token and revoke endpoints. */
  STRAVA_OAUTH_URL: httpUrl.default('https://www.strava.com/oauth'),
  /** Derives the secret path of the webhook; not set: derived from the newest encryption key. */
  STRAVA_WEBHOOK_SECRET: z.string().trim().min(32, 'must have at least 32 characters').optional(),
  /** Length of Strava's shorter rate-limit window; only fakes of Strava have another. */
  STRAVA_WINDOW_SECONDS: wholeNumber('a number of seconds', 1, 3600).default(900),
  /** Strava's own “Connect with Strava” button for the consent page. Not set: our own button. */
  STRAVA_BUTTON_FILE: z
    .string()
    .trim()
    .regex(/\.(svg|png)$/i, 'must be the path of an SVG or PNG file')
    .optional(),
  /** Who runs the bot and how to reach them, for its pages. */
  OPERATOR_NAME: z.string().trim().max(100, 'must have at most 100 characters').optional(),
  OPERATOR_CONTACT: contact.optional(),
  /** Where browsers and Strava reach the web role. */
  PUBLIC_URL: httpUrl.optional(),
  /** The address on which the web role and the health endpoints listen (default: only this machine). */
  HOST: host.default('127.0.0.1'),
  /** The port for that; 0 picks a free one. */
  PORT: wholeNumber('a port', 0, 65_535).default(DEFAULT_PORT),
  /** Not set: the program starts and stops its own redis-server. */
  REDIS_URL: redisUrl.optional(),
  /** Folder for the files of the embedded Redis and the generated key. */
  DATA_DIR: z.string().trim().default('./data'),
  /** Encrypts tokens at rest; newest first. */
  ENCRYPTION_KEY: encryptionKeys.optional(),
  /** Roles that run in this process. */
  RUN: roles.default([...ROLES]),
  /** How long a Strava event waits for more events of the same activity. */
  SETTLE_SECONDS: wholeNumber('a number of seconds', 0, 3600).default(30),
  /** A tile server for the maps. Not set: a plain background and no requests. */
  MAP_TILES_URL: tilesUrl.optional(),
  /** The attribution that the tile server requires on a map. */
  MAP_TILES_ATTRIBUTION: z.string().trim().max(100, 'must have at most 100 characters').optional(),
  /** Size limit of the tile cache in DATA_DIR, in megabytes. */
  MAP_TILES_CACHE_MB: wholeNumber('a number of megabytes', 1, 100_000).default(100),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be one of trace, debug, info, warn, error, fatal, silent',
    })
    .default('info'),
})
