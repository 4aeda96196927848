import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'

export type Log = Logger

/** Fields that hold secrets or people's names, wherever they stand. */
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

const SECRET = new Set(SECRET_FIELDS.map((field) => field.toLowerCase()))

/** Ways in which a secret can stand inside a text: in an address, in a header, in a JSON body. */
const SECRET_TEXT =
  /((?:access_token|refresh_token|client_secret|code|state|token)["']?\s*[=:]\s*["']?|Bearer\s+|Bot\s+|\/connect\/|\/webhooks\/(?:strava\/|\d+\/)|\/interactions\/\d+\/)[^\s"'&/]+|(?<=Basic\s+)[A-Za-z0-9+/=_-]+|(?<=:\/\/)[^\s/@]*@/gi

/** A text without the secrets that are recognisable by where they stand. */
export function redact(text: string): string {
  return text.replace(SECRET_TEXT, (_, place?: string) => `${place ?? ''}[redacted]`)
}

/** What an error may tell a log: its kind, its name, its text without secrets, and where it was thrown. Never its request. */
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

const DEPTH = 8

/** Under these stands whatever was thrown: of what is not an error, only its type is told. */
const ERRORS = new Set(['err', 'error'])

/** A value without secret fields, and with its texts redacted. */
function clean(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redact(value)
  if (value instanceof Error) return describe(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEPTH) return '[deep]'
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([field, item]) => [
      field,
      SECRET.has(field.toLowerCase()) ? '[redacted]' : ERRORS.has(field) ? describe(item) : clean(item, depth + 1),
    ]),
  )
}

/** JSON lines on standard output, or wherever they are to go, without secrets and people's names. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: (fields) => clean(fields) as Record<string, unknown> },
    // What a child of this log says in every line goes past the formatters.
    redact: { paths: SECRET_FIELDS, censor: '[redacted]' },
    hooks: {
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
