import { z } from 'zod'

/** The parts of the program that can run as processes of their own. */
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

const contact = z
  .string()
  .trim()
  .refine(
    (value) => /^[^\s@:/]+@[^\s@:/]+$/.test(value) || (/^https?:\/\/[^/]/.test(value) && URL.canParse(value)),
    'is neither a mail address nor an address that begins with http:// or https://',
  )

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
export const variables = z.object({
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
  /** Strava's own “Connect with Strava” button for the consent page; not set: one of ours. */
  STRAVA_BUTTON_FILE: z
    .string()
    .trim()
    .regex(/\.(svg|png)$/i, 'is not the path of an SVG or PNG file')
    .optional(),
  /** Who runs the bot, and how to reach them: shown on its pages. */
  OPERATOR_NAME: z.string().trim().max(100, 'is longer than 100 characters').optional(),
  OPERATOR_CONTACT: contact.optional(),
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
