import { type Logger, pino } from 'pino'

export type Log = Logger

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
  'authorization',
  'Authorization',
  'password',
  'name',
  'firstname',
  'lastname',
  'username',
]

/** Ways in which a secret can stand inside a text: in an address, in a header, in a JSON body. */
const SECRET_TEXT =
  /((?:access_token|refresh_token|client_secret|code|state|token)["']?\s*[=:]\s*["']?|Bearer\s+|Bot\s+|Basic\s+|\/connect\/|\/webhooks\/(?:strava\/|\d+\/)|\/interactions\/\d+\/)[^\s"'&/]+/gi

/** A text without the secrets that are recognisable by where they stand. */
export function redact(text: string): string {
  return text.replace(SECRET_TEXT, '$1[redacted]')
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

/** JSON lines on standard output. Fields that could hold a secret or a person's name are removed wherever they stand. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
    serializers: { err: describe, error: describe },
  })
}
