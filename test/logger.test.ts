import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readConfig, secretsOf } from '../src/config.ts'
import { AppError } from '../src/errors.ts'
import { createLog, type Log, redact } from '../src/logger.ts'
import { literalsOfProgram, PLACEHOLDER } from './support/literals.ts'

const SRC = fileURLToPath(new URL('../src', import.meta.url))

const toLines = (written: string): Record<string, unknown>[] =>
  written
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

/** The lines that a child process logs to standard output. Its code has `log`, `AppError` and `input`. */
function outputOf(program: string, input: unknown): Record<string, unknown>[] {
  const contents = `
    import { readFileSync } from 'node:fs'
    import { createLog } from './logger.ts'
    import { AppError } from './errors.ts'
    import { secretsOf, readConfig } from './config.ts'
    const input = JSON.parse(readFileSync(0, 'utf8'))
    const log = createLog('trace')
    ${program}
  `
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: SRC },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
  })
  const script = outputFiles[0]?.text ?? ''
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    cwd: new URL('..', import.meta.url),
  })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return toLines(stdout)
}

/** The lines that are logged in this process. */
function linesOf(write: (log: Log) => void, level = 'trace'): Record<string, unknown>[] {
  let written = ''
  write(createLog(level, [], { write: (line) => (written += line) }))
  return toLines(written)
}

const hex = fc.stringMatching(/^[0-9a-f]{40}$/)
const base64url = fc.stringMatching(/^[A-Za-z0-9_-]{43,80}$/)
const botToken = fc.stringMatching(/^[A-Za-z0-9]{24}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27}$/)
const anySecret = fc.oneof(hex, base64url, botToken)
const snowflake = fc.stringMatching(/^[1-9]\d{17}$/)

/** Where secrets are in requests to and responses from Strava, Discord and browsers. */
const PLACES: ((secret: string, id: string) => string)[] = [
  (secret) => `GET https://www.strava.com/api/v3/athlete?access_token=${secret}`,
  (secret) => `GET https://www.strava.com/api/v3/athlete?access_token=${secret}&page=2`,
  (secret) => `https://bot.example.org/oauth/strava/callback?state=${secret}&code=x&scope=read`,
  (secret) => `https://bot.example.org/oauth/strava/callback?scope=read&code=${secret}`,
  (secret) => `http://localhost:3000/connect/${secret}`,
  (secret) => `http://localhost:3000/connect/${secret}?share=auto`,
  (secret) => `http://localhost:3000/webhooks/strava/${secret}`,
  (secret, id) => `PATCH https://discord.com/api/v10/webhooks/${id}/${secret}/messages/%40original: 401`,
  (secret, id) => `https://discord.com/api/v10/webhooks/${id}/${secret}`,
  (secret, id) => `POST /interactions/${id}/${secret}/callback timed out`,
  (secret) => `authorization: Bearer ${secret}`,
  (secret) => `Authorization: Bot ${secret}`,
  (secret) => `{"authorization":"Bearer ${secret}"}`,
  (secret) => `{ Authorization: 'Bot ${secret}' }`,
  (secret) => JSON.stringify({ token_type: 'Bearer', access_token: secret, expires_in: 21600 }),
  (secret) => JSON.stringify({ refresh_token: secret }, null, 2),
  (secret) => `{ refresh_token: '${secret}', client_id: 5 }`,
  (secret) => new URLSearchParams({ client_id: '5', client_secret: secret, grant_type: 'refresh_token' }).toString(),
  (secret) => new URLSearchParams({ refresh_token: secret }).toString(),
  (secret) => new URLSearchParams({ code: secret }).toString(),
  (secret) => `token=${secret}`,
  (secret) => `the token: ${secret} was refused`,
  (secret) => `ACCESS_TOKEN = "${secret}"`,
  (secret) => `{"access_token":"${secret}"}`,
  (secret) => `accessToken: '${secret}'`,
  (secret) => `hub.verify_token=${secret}&hub.mode=subscribe`,
  (secret) => `STRAVA_CLIENT_SECRET=${secret}`,
  (secret) => `ENCRYPTION_KEY=${secret}`,
  (secret) => `cookie: domestique_connect=${secret}; other=1`,
  (secret) => `{"cookie":"domestique_connect=${secret}"}`,
  (secret) => `Set-Cookie: domestique_connect=${secret}; Path=/; HttpOnly`,
  (secret) => `the cookie domestique_connect=${secret} is old`,
  (secret) => `connect redis://:${secret}@redis.example.org:6379`,
  (secret) => `rediss://club:${secret}@redis.example.org`,
  (secret) => `rediss://club:a@${secret}@redis.example.org`,
]
const secretUse = fc.record({ secret: anySecret, id: snowflake, place: fc.constantFrom(...PLACES) })

describe('redaction', () => {
  test('does not change texts of the program', () => {
    const literals = literalsOfProgram()
    expect(literals.length).toBeGreaterThan(5000)
    // Connect links and the webhook URL end in a secret.
    const isSentence = (text: string) => text.includes(' ')
    const changed = literals.flatMap(({ path, text }) => {
      const values = ['…', ...(isSentence(text) ? ['value', '300000000000000001'] : [])]
      return [...new Set(values.map((value) => text.replaceAll(PLACEHOLDER, value)))]
        .filter((each) => redact(each) !== each)
        .map((each) => `${path}: ${each} → ${redact(each)}`)
    })
    expect(changed).toEqual([])
  })

  test.each([
    'Discord rejects DISCORD_TOKEN: get a new one from the developer portal → Bot → Reset Token',
    'Bot permissions are missing',
    'Bearer tokens expire',
    'code: 50013',
    'state: active',
    'Discord closed with code 4014, state 3',
    'the token is refreshed',
    'password: wrong',
  ])('does not change a sentence: “%s”', (text) => {
    expect(redact(text)).toBe(text)
  })

  test('recognizes bot tokens, Strava tokens, encryption keys and interaction tokens by their shape', () => {
    const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64'))
    const interaction = fc.stringMatching(/^[A-Za-z0-9_-]{150,220}$/)
    fc.assert(
      fc.property(fc.oneof(hex, botToken, key, interaction), (secret) => {
        expect(redact(`it said ${secret} and ended`)).not.toContain(secret)
      }),
    )
  })

  test('removes tokens, codes, states and client secrets in URLs, headers and bodies', () => {
    fc.assert(
      fc.property(secretUse, fc.string(), ({ secret, id, place }, before) => {
        expect(redact(`${before} ${place(secret, id)}`)).not.toContain(secret)
      }),
      { numRuns: 2000 },
    )
  })

  test('removes several secrets in one text', () => {
    fc.assert(
      fc.property(fc.array(secretUse, { minLength: 2, maxLength: 5 }), (all) => {
        const text = redact(all.map(({ secret, id, place }) => place(secret, id)).join(' '))
        for (const { secret } of all) expect(text).not.toContain(secret)
      }),
    )
  })

  test('removes Basic credentials completely', () => {
    fc.assert(
      fc.property(fc.nat(), fc.stringMatching(/^[!-~]{20,60}$/), (id, secret) => {
        const credentials = Buffer.from(`${id}:${secret}`).toString('base64')
        const [rest = ''] = redact(`authorization: Basic ${credentials}`).split('[redacted]').slice(-1)
        expect(rest).toBe('')
      }),
      { endOnFailure: true },
    )
  })

  test.each([
    [
      'GET https://www.strava.com/api/v3/athlete?access_token=abc',
      'GET https://www.strava.com/api/v3/athlete?access_token=[redacted]',
    ],
    ['code=abc&scope=read', 'code=[redacted]&scope=read'],
    ['/webhooks/123/abc/messages/@original', '/webhooks/123/[redacted]/messages/@original'],
    ['/connect/abc', '/connect/[redacted]'],
  ])('keeps the rest of “%s”: “%s”', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  test.each([
    'connect ECONNREFUSED 127.0.0.1:6379',
    'GET /athlete: 401 AccessToken activity:read_permission missing',
    'PATCH /webhooks/:id/:token/messages/%40original: 401, code 50027',
    'Redis did not answer within 30 s',
    'POST /oauth/token refresh: 400 RefreshToken refresh_token invalid',
  ])('does not change useful values: “%s”', (text) => {
    expect(redact(text).replace(/\[redacted\]/g, ':token')).toBe(text)
  })
})

describe('log lines', () => {
  test('contain no secret of an error, however deep its cause is', () => {
    const all = fc.sample(secretUse, 200).map(({ secret, id, place }) => ({ secret, text: place(secret, id) }))
    const lines = outputOf(
      `for (const { text } of input) {
        const cause = new Error(text, { cause: new TypeError(text, { cause: text }) })
        log.error({ err: new AppError('strava-down', text, { userMessage: { key: 'error.stravaDown' }, cause }) }, 'failed')
        log.warn({ error: new Error(text + '\\n' + text) }, 'failed')
        log.warn({ err: text }, 'failed')
      }`,
      all,
    )
    expect(lines).toHaveLength(3 * all.length)
    const written = JSON.stringify(lines)
    for (const { secret } of all) expect(written).not.toContain(secret)
    expect(written).toContain('[redacted]')
  })

  test('contain no secret in the message, even if the error is the only argument', () => {
    const lines = linesOf((log) => {
      log.error(new Error('GET /athlete?access_token=secret-ana'))
      log.error({ err: new Error('GET /athlete?access_token=secret-ana') })
      log.error('GET /athlete?access_token=secret-ana')
    })
    expect(lines).toHaveLength(3)
    expect(lines.filter((line) => JSON.stringify(line).includes('secret-ana')).map(({ msg }) => msg)).toEqual([])
  })

  test('show the kind, message, stack and causes of an error', () => {
    const [line] = linesOf((log) => {
      const refused = Object.assign(new Error('connect ECONNREFUSED'), { status: 503 })
      const cause = new TypeError('fetch failed', { cause: refused })
      log.error(
        {
          job: 'recent',
          err: new AppError('strava-down', 'GET /athlete: 503', { userMessage: { key: 'error.stravaDown' }, cause }),
        },
        'job failed',
      )
    })
    expect(line).toMatchObject({
      level: 50,
      job: 'recent',
      msg: 'job failed',
      err: {
        type: 'AppError',
        kind: 'strava-down',
        message: 'GET /athlete: 503',
        cause: { type: 'TypeError', message: 'fetch failed', cause: { message: 'connect ECONNREFUSED', status: 503 } },
      },
    })
    expect(JSON.stringify(line)).toContain('at ')
    expect(line?.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  })

  test('never contain the request, body or other fields of an error', () => {
    const written = JSON.stringify(
      linesOf((log) => {
        const error = Object.assign(new Error('refused'), {
          requestBody: { json: { content: 'Round the secret lake' } },
          url: 'https://discord.com/api/v10/webhooks/1/secret-lake',
          config: { headers: { authorization: 'secret-lake' } },
          rawError: { message: 'secret-lake' },
        })
        log.error({ err: error }, 'failed')
        log.error({ err: { content: 'secret-lake' } }, 'failed')
        log.error({ err: ['secret-lake'] }, 'failed')
      }),
    )
    expect(written).not.toMatch(/secret.lake/)
  })

  const FIELDS =
    `token access_token accessToken refresh_token refreshToken client_secret clientSecret code state authorization
    Authorization password name firstname lastname username`.split(/\s+/)

  test('leave out fields that could hold a secret or a name, at the top level and below', () => {
    const lines = linesOf((log) => {
      for (const field of FIELDS) {
        log.info({ [field]: 'secret-ana' }, 'x')
        log.info({ outer: { [field]: 'secret-ana' } }, 'x')
        log.info({ outer: { inner: { [field]: 'secret-ana' } } }, 'x')
        log.info({ all: [{ [field]: 'secret-ana' }] }, 'x')
        log.child({ [field]: 'secret-ana' }).info('x')
      }
    })
    expect(lines).toHaveLength(5 * FIELDS.length)
    expect(lines.filter((line) => JSON.stringify(line).includes('secret-ana'))).toEqual([])
  })

  test('leave out such a field at any depth', () => {
    const lines = linesOf((log) => {
      log.info({ a: { b: { c: { token: 'secret-ana' } } } }, 'x')
      log.info({ all: [[{ athlete: { firstname: 'secret-ana' } }]] }, 'x')
    })
    expect(lines).toHaveLength(2)
    expect(lines.filter((line) => JSON.stringify(line).includes('secret-ana'))).toEqual([])
  })

  test('never contain the secrets of the configuration, whatever surrounds them', () => {
    const environment = {
      DISCORD_TOKEN: 'short.bot.token',
      STRAVA_CLIENT_ID: '12345',
      STRAVA_CLIENT_SECRET: 'a "quoted" secret',
      STRAVA_WEBHOOK_SECRET: 'several plain words that make the address of events',
      REDIS_URL: 'redis://:p%40ss%2Fword@127.0.0.1:6379',
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    }
    const secrets = secretsOf(readConfig(environment))
    expect(secrets).toEqual(
      expect.arrayContaining([
        ...[environment.DISCORD_TOKEN, environment.STRAVA_CLIENT_SECRET, environment.STRAVA_WEBHOOK_SECRET],
        ...[environment.ENCRYPTION_KEY, 'p@ss/word'],
      ]),
    )
    const lines = outputOf(
      `
      const strict = createLog('info', secretsOf(readConfig(input.environment)))
      for (const secret of input.secrets) {
        strict.info({ what: secret, err: new Error('with ' + secret) }, 'it is ' + secret)
        strict.child({ what: 'x' + secret }).info('x')
      }`,
      { environment, secrets },
    )
    expect(lines).toHaveLength(2 * secrets.length)
    const written = JSON.stringify(lines)
    for (const secret of secrets) expect(written).not.toContain(JSON.stringify(secret).slice(1, -1))
    expect(written).not.toContain('p@ss/word')
  })

  test('name neither the machine nor the process', () => {
    const [line] = linesOf((log) => log.info({ roles: ['bot'] }, 'started'))
    expect(Object.keys(line ?? {}).sort()).toEqual(['level', 'msg', 'roles', 'time'])
  })

  test('are not written below the log level', () => {
    const writeEach = (log: Log) => {
      log.debug('a')
      log.info('b')
      log.warn('c')
    }
    expect(linesOf(writeEach, 'warn').map(({ msg }) => msg)).toEqual(['c'])
    expect(linesOf((log) => log.fatal('a'), 'silent')).toEqual([])
  })
})
