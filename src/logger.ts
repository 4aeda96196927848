import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'

export type Log = Logger

/** Fields that hold secrets or people's names, at any depth. */
const SECRET_FIELDS = [
  'token',
  'access_token',
  'accessToken',
  'refresh_token',
  'refreshToken',
  'client_secret',
  'clientSecret',
  'code',
  'state',
  'secret',
  'authorization',
  'Authorization',
  'cookie',
  'password',
  'name',
  'firstname',
  'lastname',
  'username',
  'globalName',
]

const SECRET_NAMES = new Set(SECRET_FIELDS.map((field) => field.toLowerCase()))

/** Names under which Strava, Discord and this program send secrets. */
const SECRET_NAME_PATTERN = String.raw`(?:token|secret|password|encryption_key|(?:\b|_)(?:code|state)|\bdomestique_\w+)`

/**
 * Patterns of secrets in text. An ordinary word is not a secret: after a colon or an authorization scheme, only a long
 * value without spaces counts. The `place` group is kept.
 */
const SECRET_PATTERNS: readonly RegExp[] = [
  // In a query, form, cookie or environment: any value.
  new RegExp(String.raw`(?<place>${SECRET_NAME_PATTERN}["']?\s?=\s?["']?)[^\s"'&;/…]+`, 'gi'),
  // In JSON or in an object printed by Node.
  new RegExp(String.raw`(?<place>${SECRET_NAME_PATTERN}["']?\s*:\s*(?<quote>["']))(?:\\.|(?!\k<quote>)[^\\])+`, 'gi'),
  new RegExp(String.raw`(?<place>${SECRET_NAME_PATTERN}["']?\s*:\s*)[\w.~+/=-]{20,}`, 'gi'),
  /(?<place>\b(?:Bearer|Bot|Basic)\s+)[\w.~+/=-]{20,}/gi,
  /(?<place>\b(?:set-)?cookie["']?\s*:\s*["']?)[^\s"'=]+=[^\n"']*/gi,
  /(?<place>\/connect\/|\/webhooks\/(?:strava\/|\d+\/)|\/interactions\/\d+\/)[^\s"'&/:?…]+/gi,
  // The user and password of a URL: up to the last @ before the path.
  /(?<place>:\/\/)[^\s/]*(?=@)/gi,
  // By shape alone: a bot's token, a Strava token or client secret, 32 bytes in base64, an interaction token.
  /\b[\w-]{23,30}\.[\w-]{6}\.[\w-]{27,}/g,
  /\b[0-9a-f]{40}\b/gi,
  /(?<![\w+/])[A-Za-z0-9+/]{43}=/g,
  /[\w-]{120,}/g,
]

const REDACTED = '[redacted]'

/** Removes secrets that are recognizable by position or shape. */
export function redact(text: string): string {
  return SECRET_PATTERNS.reduce(
    (left, pattern) => left.replace(pattern, (...found) => `${found.at(-1)?.place ?? ''}${REDACTED}`),
    text,
  )
}

/** Shorter values would match inside words. Characters. */
const MIN_SECRET_LENGTH = 8

/** Removes these values from a log line: as they are, URL-encoded or in JSON. */
const createValueRedactor = (secrets: readonly string[]) => {
  const values = [
    ...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])),
  ]
    .filter((value) => value.length >= MIN_SECRET_LENGTH)
    .sort((a, b) => b.length - a.length)
  return (text: string) => values.reduce((left, value) => left.replaceAll(value, REDACTED), text)
}

/** The loggable parts of an error: kind, name, redacted message and stack. Never its request. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? redact(error) : typeof error
  const { kind, status } = error as { kind?: unknown; status?: unknown }
  return {
    type: error.name,
    message: redact(error.message),
    ...(typeof kind === 'string' ? { kind } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    stack: error.stack && redact(error.stack.split('\n').slice(1, 8).join('\n')),
    ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
  }
}

const MAX_DEPTH = 8

/** Fields that hold thrown values. If the value is not an error, only its type is logged. */
const ERROR_FIELDS = new Set(['err', 'error'])

/** Removes secret fields and redacts texts. */
function clean(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redact(value)
  if (value instanceof Error) return describe(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return '[deep]'
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([field, item]) => [
      field,
      SECRET_NAMES.has(field.toLowerCase())
        ? '[redacted]'
        : ERROR_FIELDS.has(field)
          ? describe(item)
          : clean(item, depth + 1),
    ]),
  )
}

/**
 * JSON lines on standard output or `destination`, without secrets and people's names. `secrets`: values that are
 * removed wherever they appear.
 */
export function createLog(level: string, secrets: readonly string[] = [], destination?: DestinationStream): Log {
  const redactValues = createValueRedactor(secrets)
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: (fields) => clean(fields) as Record<string, unknown> },
    // Fields bound by a child logger bypass the formatters.
    redact: { paths: SECRET_FIELDS, censor: '[redacted]' },
    hooks: {
      streamWrite: redactValues,
      logMethod(args, method) {
        const [first, ...rest] = args as unknown[]
        const fields = first instanceof Error ? { err: first } : first
        const texts = (first instanceof Error && rest.length === 0 ? ['an error'] : rest).map((text) =>
          typeof text === 'string' ? redact(text) : text,
        )
        const line =
          typeof fields === 'string' ? [redact(fields), ...texts] : [fields, ...(texts.length ? texts : ['-'])]
        method.apply(this, line as Parameters<typeof method>)
      },
    },
    serializers: { err: (value) => value },
  }
  return destination ? pino(options, destination) : pino(options)
}
