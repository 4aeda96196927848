import * as z from 'zod'
import {
  channelId,
  contact,
  encryptionKeys,
  guildIds,
  host,
  httpUrl,
  publicKey,
  redisUrl,
  shardIds,
  tilesUrl,
  wholeNumber,
} from './setting-formats.ts'

/** The parts of the program that can run as separate processes. */
export const ROLES = ['bot', 'worker', 'web'] as const
export type Role = (typeof ROLES)[number]

const DEFAULT_PORT = 3000

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

/** The base URL of the pages if `PUBLIC_URL` isn't set. */
export const defaultPublicUrl = (port: number) => `http://localhost:${port || DEFAULT_PORT}`

/**
 * Every environment variable that the program reads, with its description in Markdown. Empty values count as not set.
 * The descriptions and this order are those of docs/setup.md and .env.example: `npm run docs` writes both.
 */
export const variables = z.object({
  DISCORD_TOKEN: z
    .string()
    .trim()
    .regex(/^[\w.-]+$/, 'must be the token alone, without "Bot", quotes or spaces')
    .optional()
    .describe(
      "The bot's token: <https://discord.com/developers/applications> → your application → Bot → Reset Token. A process with only the role `web` needs it only if `DISCORD_PUBLIC_KEY` is set.",
    ),
  STRAVA_CLIENT_ID: z
    .string()
    .trim()
    .regex(/^\d+$/, 'must be a number')
    .optional()
    .describe('Your Strava application: <https://www.strava.com/settings/api> → Client ID.'),
  STRAVA_CLIENT_SECRET: z.string().trim().optional().describe('The same page → Client Secret → Show.'),
  PUBLIC_URL: httpUrl.optional().meta({
    description:
      "The address where members' browsers and Strava reach the bot, without user, query or fragment. Its host is the Authorization Callback Domain on Strava. If not set: `http://localhost:` and `PORT`.",
    default: defaultPublicUrl(DEFAULT_PORT),
  }),
  PORT: wholeNumber('a port', 0, 65_535)
    .default(DEFAULT_PORT)
    .describe(
      'The port of the pages, the webhook, `/healthz`, `/readyz` and `/metrics`, in every process. 0 picks a free port.',
    ),
  HOST: host
    .default('127.0.0.1')
    .describe(
      'The address to listen on. `127.0.0.1` is this machine only, `0.0.0.0` every network it is in. The image sets `0.0.0.0`.',
    ),
  STRAVA_WEBHOOK_SECRET: z
    .string()
    .trim()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe(
      'Determines the secret webhook address: at least 32 characters, `openssl rand -hex 32`. If not set, `ENCRYPTION_KEY` determines it. See [changing the webhook address](operations.md#changing-the-webhook-address).',
    ),
  STRAVA_ATHLETE_CAPACITY: wholeNumber('a number of athletes', 0, 1_000_000)
    .default(10)
    .describe(
      'How many athletes your Strava application may have: 1 at first, 10 after a click, more after a review. Anyone beyond that waits for a free seat. 0: unknown, and nobody waits. The same in all processes. See [seats](operations.md#seats).',
    ),
  STRAVA_BUTTON_FILE: z
    .string()
    .trim()
    .regex(/\.(svg|png)$/i, 'must be the path of an SVG or PNG file')
    .optional()
    .describe(
      "Strava's own “Connect with Strava” button, an SVG or PNG file (<https://developers.strava.com/guidelines/>). If not set: a plain button. See [Strava's button](#stravas-button).",
    ),
  OPERATOR_NAME: z
    .string()
    .trim()
    .max(100, 'must have at most 100 characters')
    .optional()
    .describe('Who runs the bot. Its pages, `/privacy` and `/terms` among them, show it.'),
  OPERATOR_CONTACT: contact
    .optional()
    .describe('How to reach them: an email address, or a link that begins with `https://`.'),
  OPERATOR_JURISDICTION: z
    .string()
    .trim()
    .max(100, 'must have at most 100 characters')
    .optional()
    .describe('The place whose law applies to the page `/terms`, such as `Belgium`. If not set: the page names none.'),
  OPS_CHANNEL_ID: channelId
    .optional()
    .describe(
      'The id of a Discord channel in which the bot may write. In that channel, the bot reports problems that only you can fix, once an hour at most, and when they are over. The same in all processes. If not set: only the log says so. See [alerts in Discord](operations.md#alerts-in-discord).',
    ),
  ADMIN_TOKEN: z
    .string()
    .trim()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe(
      'The password for the [jobs in the browser](operations.md#jobs-in-the-browser) at `/admin/queues`: at least 32 characters, `openssl rand -hex 32`. If not set: there is no such page.',
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
    .optional()
    .describe(
      'Where [traces](operations.md#traces) are sent over OTLP/HTTP, without `/v1/traces`, such as `http://localhost:4318`. If not set: there are none.',
    ),
  DISCORD_PUBLIC_KEY: publicKey
    .optional()
    .describe(
      "The application's public key, 64 hexadecimal digits: the `web` role then takes commands over HTTP, and needs `DISCORD_TOKEN` too. If not set, commands come only through the gateway. See [commands over HTTP](#commands-over-http).",
    ),
  DISCORD_GUILD_IDS: guildIds
    .default([])
    .describe(
      "The ids of the servers in which the bot works, comma-separated. In others it privately answers that it doesn't work there, and posts nothing. If not set: all servers. See [Discord](#discord).",
    ),
  DISCORD_SHARDS: shardIds.optional().meta({
    description:
      'The gateway shards of this process: `auto`, or numbers such as `0,1` or `4-7` of `DISCORD_SHARD_COUNT`. `auto`: all of them. See [scaling.md](scaling.md#gateway-shards).',
  }),
  DISCORD_SHARD_COUNT: wholeNumber('a number of shards', 1, 16_384)
    .optional()
    .describe(
      'How many gateway shards there are in all processes together. If not set: as many as Discord recommends, one up to 2,500 servers.',
    ),
  REDIS_URL: redisUrl
    .optional()
    .describe(
      'Your own Redis: one server, Sentinels or a cluster, see [what it needs](#a-redis-of-your-own). If not set, the program starts and stops its own `redis-server`. docker-compose.yml sets it.',
    ),
  DATA_DIR: z
    .string()
    .trim()
    .default('./data')
    .describe(
      "The folder for the program's own Redis, the key that it generated, and the map tiles. With `REDIS_URL`, only for the tiles.",
    ),
  ENCRYPTION_KEY: encryptionKeys
    .optional()
    .describe(
      'Encrypts tokens and names: 32 random bytes in base64, `openssl rand -base64 32`. To [change it](operations.md#changing-the-encryption-key), list several, comma-separated, newest first. Required with `REDIS_URL`, the same for all processes. Otherwise it is generated in `DATA_DIR` at the first start.',
    ),
  RUN: roles
    .default([...ROLES])
    .describe(
      'The roles of this process: `all`, or some of `bot`, `worker`, `web`, comma-separated. With only some of them, `REDIS_URL` is required. See [scaling.md](scaling.md).',
    ),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be one of trace, debug, info, warn, error, fatal, silent',
    })
    .default('info')
    .describe('The lowest level that is logged: `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.'),
  SETTLE_SECONDS: wholeNumber('a number of seconds', 0, 3600)
    .default(30)
    .describe(
      'How long an event waits for further events about the same activity, 0 to 3600. A new activity and its first renaming are then one read and one post. Higher values mean fewer reads and later posts.',
    ),
  MAP_TILES_URL: tilesUrl
    .optional()
    .describe(
      'A tile server for the maps, with `{z}`, `{x}` and `{y}`: `https://tiles.example.org/{z}/{x}/{y}.png`. Its operator can see where your members are. If not set: a plain background. See [map tiles](#map-tiles).',
    ),
  MAP_TILES_ATTRIBUTION: z
    .string()
    .trim()
    .max(100, 'must have at most 100 characters')
    .optional()
    .describe(
      "The attribution that the tiles' owner requires, such as `© OpenStreetMap contributors`. Required with `MAP_TILES_URL`.",
    ),
  MAP_TILES_CACHE_MB: wholeNumber('a number of megabytes', 1, 100_000)
    .default(100)
    .describe('The size limit of the tile cache in `DATA_DIR`, in megabytes. Tiles are cached for two weeks at most.'),
  DISCORD_API_URL: httpUrl
    .refine((value) => !/\/v\d+$/.test(value), 'must not end in a version')
    .default('https://discord.com/api')
    .describe("Base of Discord's REST API, without the version."),
  STRAVA_API_URL: httpUrl
    .default('https://www.strava.com/api/v3')
    .describe("Base of Strava's API. Strava opens a new host on 2027-01-04."),
  STRAVA_OAUTH_URL: httpUrl
    .default('https://www.strava.com/oauth')
    .describe("Base of Strava's `authorize`, `token` and `revoke` addresses."),
  STRAVA_WINDOW_SECONDS: wholeNumber('a number of seconds', 1, 3600)
    .default(900)
    .describe("The length of Strava's short rate limit window. Change it only for a fake Strava."),
})
