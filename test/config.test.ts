import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Config, ConfigError, readConfig } from '../src/config.ts'
import { anyString } from './support/strings.ts'

const KEY = Buffer.alloc(32, 1).toString('base64')
const CLUB = '300000000000000010'
const OTHER_CLUB = '300000000000000011'
const OLD_KEY = Buffer.alloc(32, 2).toString('base64')

/** The minimum to start all roles. */
const MINIMAL_CONFIG = {
  DISCORD_TOKEN: 'invented.bot.token',
  STRAVA_CLIENT_ID: '12345',
  STRAVA_CLIENT_SECRET: 'invented-client-secret',
}
const OWN_REDIS = { REDIS_URL: 'redis://127.0.0.1:6379', ENCRYPTION_KEY: KEY }

type Environment = Record<string, string | undefined>

/** The mistakes of an environment, by variable. */
function errorsOf(environment: Environment): Record<string, string> {
  try {
    readConfig(environment)
    return {}
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return Object.fromEntries(error.mistakes.map((problem) => [problem.split(' ')[0] ?? '', problem]))
  }
}
const invalidNames = (environment: Environment) => Object.keys(errorsOf(environment)).sort()

function messageOf(environment: Environment): string {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('there was no mistake')
}

describe('a valid configuration', () => {
  test('token and application are enough; everything else has a default', () => {
    expect(readConfig(MINIMAL_CONFIG)).toEqual({
      discord: {
        token: 'invented.bot.token',
        apiUrl: 'https://discord.com/api',
        publicKey: undefined,
        guildIds: [],
        shards: undefined,
      },
      strava: {
        clientId: '12345',
        clientSecret: 'invented-client-secret',
        apiUrl: 'https://www.strava.com/api/v3',
        oauthUrl: 'https://www.strava.com/oauth',
        webhookSecret: undefined,
        buttonFile: undefined,
        windowSeconds: 900,
        athleteCapacity: 10,
      },
      publicUrl: 'http://localhost:3000',
      adminToken: undefined,
      tracesEndpoint: undefined,
      operator: { name: undefined, contact: undefined, jurisdiction: undefined, channelId: undefined },
      host: '127.0.0.1',
      port: 3000,
      redisUrl: undefined,
      dataDir: './data',
      encryptionKeys: undefined,
      roles: ['bot', 'worker', 'web'],
      settleSeconds: 30,
      tiles: { address: undefined, attribution: '', maxBytes: 100_000_000 },
      logLevel: 'info',
    } satisfies Config)
  })

  test('everything can be set', () => {
    const config = readConfig({
      ...MINIMAL_CONFIG,
      ...OWN_REDIS,
      DISCORD_API_URL: 'http://127.0.0.1:4000/api',
      STRAVA_API_URL: 'https://api-v3.strava.com',
      STRAVA_OAUTH_URL: 'http://127.0.0.1:4001/oauth',
      PUBLIC_URL: 'https://bot.example.org/strava',
      HOST: '0.0.0.0',
      PORT: '0',
      DISCORD_GUILD_IDS: `${CLUB}, ${OTHER_CLUB}`,
      DATA_DIR: '/var/lib/domestique',
      RUN: 'web',
      SETTLE_SECONDS: '0',
      STRAVA_WEBHOOK_SECRET: ' an-invented-webhook-secret-of-some-length\n',
      STRAVA_WINDOW_SECONDS: '5',
      STRAVA_ATHLETE_CAPACITY: '999',
      STRAVA_BUTTON_FILE: ' /etc/domestique/button.svg',
      OPERATOR_NAME: 'Invented Wheelers',
      OPERATOR_CONTACT: 'bot@example.org',
      MAP_TILES_URL: 'https://tiles.example.org/{z}/{x}/{y}.png?key=1',
      MAP_TILES_ATTRIBUTION: '© Invented Maps',
      MAP_TILES_CACHE_MB: '20',
      LOG_LEVEL: 'debug',
    })
    expect(config).toEqual({
      discord: { token: 'invented.bot.token', apiUrl: 'http://127.0.0.1:4000/api', guildIds: [CLUB, OTHER_CLUB] },
      strava: {
        clientId: '12345',
        clientSecret: 'invented-client-secret',
        apiUrl: 'https://api-v3.strava.com',
        oauthUrl: 'http://127.0.0.1:4001/oauth',
        webhookSecret: 'an-invented-webhook-secret-of-some-length',
        buttonFile: '/etc/domestique/button.svg',
        windowSeconds: 5,
        athleteCapacity: 999,
      },
      publicUrl: 'https://bot.example.org/strava',
      operator: { name: 'Invented Wheelers', contact: 'bot@example.org' },
      host: '0.0.0.0',
      port: 0,
      redisUrl: 'redis://127.0.0.1:6379',
      dataDir: '/var/lib/domestique',
      encryptionKeys: [Buffer.alloc(32, 1)],
      roles: ['web'],
      settleSeconds: 0,
      tiles: {
        address: 'https://tiles.example.org/{z}/{x}/{y}.png?key=1',
        attribution: '© Invented Maps',
        maxBytes: 20_000_000,
      },
      logLevel: 'debug',
    })
  })

  test.each(['', ' ', '\t\n'])('an empty value (%j) counts as not set', (empty) => {
    const names = [
      'DISCORD_API_URL',
      'STRAVA_API_URL',
      'STRAVA_OAUTH_URL',
      'PUBLIC_URL',
      'HOST',
      'PORT',
      'DISCORD_GUILD_IDS',
      'REDIS_URL',
      'DATA_DIR',
    ]
    const rest = ['STRAVA_WEBHOOK_SECRET', 'ENCRYPTION_KEY', 'RUN', 'SETTLE_SECONDS', 'LOG_LEVEL']
    const blanks = Object.fromEntries([...names, ...rest].map((name) => [name, empty]))
    expect(readConfig({ ...blanks, ...MINIMAL_CONFIG })).toEqual(readConfig(MINIMAL_CONFIG))
    expect(invalidNames({ ...MINIMAL_CONFIG, DISCORD_TOKEN: empty })).toEqual(['DISCORD_TOKEN'])
  })

  test.each(['DISCORD_API_URL', 'STRAVA_API_URL', 'STRAVA_OAUTH_URL', 'PUBLIC_URL'])(
    'slashes at the end of %s make no difference',
    (name) => {
      const read = (value: string) => JSON.stringify(readConfig({ ...MINIMAL_CONFIG, [name]: value }))
      expect(read('https://example.org/base/')).toBe(read('https://example.org/base'))
      expect(read('https://example.org///')).toBe(read('https://example.org'))
      expect(read(' https://example.org \n')).toBe(read('https://example.org'))
    },
  )

  test('several encryption keys are read in order, with or without spaces', () => {
    const { encryptionKeys } = readConfig({ ...MINIMAL_CONFIG, ENCRYPTION_KEY: `${KEY}, ${OLD_KEY}` })
    expect(encryptionKeys).toEqual([Buffer.alloc(32, 1), Buffer.alloc(32, 2)])
  })

  test.each([
    ['all', ['bot', 'worker', 'web']],
    ['bot', ['bot']],
    ['worker', ['worker']],
    ['web', ['web']],
    ['web,bot', ['bot', 'web']],
    [' worker , bot ', ['bot', 'worker']],
    ['bot,bot', ['bot']],
    ['bot,worker,web', ['bot', 'worker', 'web']],
  ])('RUN=%s starts %j', (run, roles) => {
    expect(readConfig({ ...MINIMAL_CONFIG, ...OWN_REDIS, RUN: run }).roles).toEqual(roles)
  })

  test.each([
    ['bot', MINIMAL_CONFIG],
    ['worker', MINIMAL_CONFIG],
    ['web', { STRAVA_CLIENT_ID: '12345', STRAVA_CLIENT_SECRET: 'invented-client-secret' }],
  ])('the role %s only needs its own settings', (run, needed) => {
    expect(invalidNames({ ...OWN_REDIS, ...needed, RUN: run })).toEqual([])
    for (const name of Object.keys(needed)) {
      expect(invalidNames({ ...OWN_REDIS, ...needed, RUN: run, [name]: undefined })).toEqual([name])
    }
  })

  test.each([
    'redis://localhost',
    'redis://user:secret@example.org:6380/2',
    'rediss://example.org',
    'redis://:p@ssw:rd@[::1]:6379?family=6',
    'redis://h1:6379,h2:6379,h3',
    'rediss+cluster://user:secret@h1:6379',
    'redis+sentinel://h1,h2:26380/mymaster',
    'rediss+sentinel://user:secret@h1:26379,h2:26379/mymaster/2?sentinelPassword=secret',
  ])('%s is a valid REDIS_URL', (url) => {
    expect(readConfig({ ...MINIMAL_CONFIG, ENCRYPTION_KEY: KEY, REDIS_URL: url }).redisUrl).toBe(url)
  })

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['localhost', 'localhost'],
    ['::1', '::1'],
    ['[::]', '::'],
  ])('%s is a valid HOST', (given, host) => {
    expect(readConfig({ ...MINIMAL_CONFIG, HOST: given }).host).toBe(host)
  })

  test.each([
    [{ DISCORD_SHARDS: 'auto' }, undefined],
    [{ DISCORD_SHARD_COUNT: '2' }, { ids: [0, 1], count: 2 }],
    [
      { DISCORD_SHARDS: 'auto', DISCORD_SHARD_COUNT: '2' },
      { ids: [0, 1], count: 2 },
    ],
    [
      { DISCORD_SHARDS: '3, 0-1', DISCORD_SHARD_COUNT: '4' },
      { ids: [0, 1, 3], count: 4 },
    ],
  ])('%j are the shards %j', (given, shards) => {
    expect(readConfig({ ...MINIMAL_CONFIG, ...given }).discord.shards).toEqual(shards)
  })

  test('the embedded Redis can be used with an ENCRYPTION_KEY', () => {
    expect(readConfig({ ...MINIMAL_CONFIG, ENCRYPTION_KEY: KEY }).encryptionKeys).toHaveLength(1)
  })
})

describe('mistakes', () => {
  test('an empty environment is missing exactly the variables without a default', () => {
    expect(invalidNames({})).toEqual(['DISCORD_TOKEN', 'STRAVA_CLIENT_ID', 'STRAVA_CLIENT_SECRET'])
  })

  test.each<[string, string]>([
    ['DISCORD_TOKEN', 'Bot invented.bot.token'],
    ['DISCORD_TOKEN', '“invented.bot.token”'],
    ['STRAVA_CLIENT_ID', 'invented-client-secret'],
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '3000.5'],
    ['HOST', 'http://127.0.0.1'],
    ['HOST', 'all of them'],
    ['DISCORD_GUILD_IDS', 'Invented Wheelers'],
    ['DISCORD_GUILD_IDS', `${CLUB},`],
    ['DISCORD_GUILD_IDS', '12345'],
    ['DISCORD_SHARDS', 'all'],
    ['DISCORD_SHARDS', '0,'],
    ['DISCORD_SHARDS', '3-1'],
    ['DISCORD_SHARDS', '4'],
    ['DISCORD_SHARD_COUNT', '0'],
    ['DISCORD_SHARD_COUNT', 'auto'],
    ['SETTLE_SECONDS', 'soon'],
    ['SETTLE_SECONDS', '3601'],
    ['LOG_LEVEL', 'loud'],
    ['RUN', 'everything'],
    ['RUN', 'bot,cook'],
    ['RUN', 'all,bot'],
    ['RUN', ','],
    ['PUBLIC_URL', 'bot.example.org'],
    ['PUBLIC_URL', 'ftp://bot.example.org'],
    ['PUBLIC_URL', 'https://'],
    ['PUBLIC_URL', 'https:///'],
    ['STRAVA_API_URL', 'strava'],
    ['STRAVA_OAUTH_URL', '//www.strava.com'],
    ['DISCORD_API_URL', 'javascript:alert(1)'],
    ['ENCRYPTION_KEY', 'secret'],
    ['ENCRYPTION_KEY', Buffer.alloc(31).toString('base64')],
    ['STRAVA_WEBHOOK_SECRET', 'x'.repeat(31)],
    ['ENCRYPTION_KEY', Buffer.alloc(32).toString('hex')],
    ['ENCRYPTION_KEY', `${KEY},`],
    ['ENCRYPTION_KEY', `${KEY},short`],
    ['STRAVA_BUTTON_FILE', '/etc/domestique/button.gif'],
    ['OPERATOR_NAME', 'x'.repeat(101)],
    ['OPERATOR_CONTACT', 'javascript:alert(1)'],
    ['OPERATOR_CONTACT', 'ask the chair'],
    ['OPS_CHANNEL_ID', '#alerts'],
    ['DISCORD_PUBLIC_KEY', 'ab'.repeat(31)],
    ['DISCORD_PUBLIC_KEY', 'xy'.repeat(32)],
    ['OPERATOR_CONTACT', 'a@b@example.org'],
    ['MAP_TILES_URL', 'tiles.example.org/{z}/{x}/{y}.png'],
    ['MAP_TILES_URL', 'https://tiles.example.org/{z}/{x}.png'],
    ['MAP_TILES_URL', 'file:///{z}/{x}/{y}.png'],
    ['MAP_TILES_CACHE_MB', '0'],
    ['MAP_TILES_ATTRIBUTION', '©'.repeat(101)],
    ['REDIS_URL', 'localhost:6379'],
    ['REDIS_URL', 'http://localhost:6379'],
    ['REDIS_URL', 'redis://'],
    ['REDIS_URL', 'redis://localhost:port'],
    ['REDIS_URL', 'redis://localhost/first'],
    ['REDIS_URL', 'redis://localhost/1/2'],
    ['REDIS_URL', 'redis://localhost?tls=no'],
    ['REDIS_URL', 'redis://h1,h2/1'],
    ['REDIS_URL', 'redis://h1,redis://h2'],
    ['REDIS_URL', 'redis://h1,,h2'],
    ['REDIS_URL', 'redis://h1?sentinelPassword=secret'],
    ['REDIS_URL', 'redis+sentinel://h1,h2'],
    ['REDIS_URL', 'redis+sentinel://h1/mymaster/first'],
  ])('%s=%s is a mistake, and the only one', (name, value) => {
    const more = {
      ...(name === 'REDIS_URL' && { ENCRYPTION_KEY: KEY }),
      ...(name === 'DISCORD_SHARDS' && { DISCORD_SHARD_COUNT: '4' }),
      ...(name === 'MAP_TILES_URL' && { MAP_TILES_ATTRIBUTION: '© Invented Maps' }),
    }
    expect(invalidNames({ ...MINIMAL_CONFIG, ...more, [name]: value })).toEqual([name])
  })

  test('DISCORD_SHARDS requires DISCORD_SHARD_COUNT', () => {
    expect(invalidNames({ ...MINIMAL_CONFIG, DISCORD_SHARDS: '0,1' })).toEqual(['DISCORD_SHARD_COUNT'])
  })

  test('all mistakes are reported at once', () => {
    const bad = {
      DISCORD_API_URL: 'x',
      STRAVA_API_URL: 'x',
      STRAVA_OAUTH_URL: 'x',
      PUBLIC_URL: 'x',
      PORT: 'x',
      REDIS_URL: 'x',
      ENCRYPTION_KEY: 'x',
      RUN: 'x',
      SETTLE_SECONDS: 'x',
      LOG_LEVEL: 'x',
    }
    const needed = ['DISCORD_TOKEN', 'STRAVA_CLIENT_ID', 'STRAVA_CLIENT_SECRET']
    const tls = 'NODE_TLS_REJECT_UNAUTHORIZED'
    expect(invalidNames({ ...bad, [tls]: '0' })).toEqual([...Object.keys(bad), ...needed, tls].sort())
    const message = messageOf({ ...bad, [tls]: '0' })
    for (const name of [...Object.keys(bad), ...needed, tls]) expect(message).toContain(name)
    expect(message).toContain('14 mistakes')
  })

  test('a single mistake is worded in the singular', () => {
    expect(messageOf({ ...MINIMAL_CONFIG, PORT: 'x' })).toMatch(
      /^The configuration has a mistake:\n {2}- PORT must be a port/,
    )
  })

  test.each([
    ['DISCORD_TOKEN', 'https://discord.com/developers/applications'],
    ['STRAVA_CLIENT_ID', 'https://www.strava.com/settings/api'],
    ['STRAVA_CLIENT_SECRET', 'https://www.strava.com/settings/api'],
  ])('the message for a missing %s says where to find its value', (name, place) => {
    expect(errorsOf({})[name]).toContain(place)
  })

  test('the message for an invalid public key says where to find it', () => {
    const { DISCORD_PUBLIC_KEY } = errorsOf({ ...MINIMAL_CONFIG, DISCORD_PUBLIC_KEY: 'x' })
    expect(DISCORD_PUBLIC_KEY).toMatch(/must be 64 hexadecimal digits .*General Information → Public Key/)
  })

  test('the message for an invalid key says how to generate one, and for an invalid URL what one looks like', () => {
    expect(errorsOf({ ...MINIMAL_CONFIG, ENCRYPTION_KEY: 'x' }).ENCRYPTION_KEY).toContain('openssl rand -base64 32')
    expect(errorsOf({ ...MINIMAL_CONFIG, REDIS_URL: 'redis://r' }).ENCRYPTION_KEY).toContain('openssl rand -base64 32')
    expect(errorsOf({ ...MINIMAL_CONFIG, REDIS_URL: 'x' }).REDIS_URL).toContain('redis://127.0.0.1:6379')
    expect(errorsOf({ ...MINIMAL_CONFIG, PUBLIC_URL: 'x' }).PUBLIC_URL).toContain('https://bot.example.org')
  })

  test('the message mentions the demo', () => {
    expect(messageOf({})).toContain('npm run demo')
    expect(messageOf({ ...MINIMAL_CONFIG, PORT: 'x' })).toContain('npm run demo')
  })

  test('REDIS_URL requires ENCRYPTION_KEY, which all processes share', () => {
    expect(invalidNames({ ...MINIMAL_CONFIG, REDIS_URL: 'redis://127.0.0.1' })).toEqual(['ENCRYPTION_KEY'])
    expect(invalidNames({ ...MINIMAL_CONFIG, ...OWN_REDIS })).toEqual([])
  })

  test.each(['bot', 'worker', 'web', 'bot,web', 'worker,web'])(
    'RUN=%s requires a Redis that the other roles can reach',
    (run) => {
      expect(invalidNames({ ...MINIMAL_CONFIG, RUN: run })).toEqual(['REDIS_URL'])
    },
  )

  test('another mistake does not hide that REDIS_URL is required for some of the roles', () => {
    expect(invalidNames({ ...MINIMAL_CONFIG, RUN: 'bot', PORT: 'x' })).toEqual(['PORT', 'REDIS_URL'])
  })

  test('another mistake does not make a role require other settings', () => {
    const web = { ...OWN_REDIS, ...MINIMAL_CONFIG, DISCORD_TOKEN: undefined, RUN: 'web' }
    expect(invalidNames({ ...web, PORT: 'x' })).toEqual(['PORT'])
  })

  test('the web role needs the token only if it receives interactions', () => {
    const web = { ...OWN_REDIS, ...MINIMAL_CONFIG, DISCORD_TOKEN: undefined, RUN: 'web' }
    expect(invalidNames(web)).toEqual([])
    expect(invalidNames({ ...web, DISCORD_PUBLIC_KEY: 'ab'.repeat(32) })).toEqual(['DISCORD_TOKEN'])
  })

  test('map tiles require an attribution', () => {
    const MAP_TILES_URL = 'https://tiles.example.org/{z}/{x}/{y}.png'
    expect(invalidNames({ ...MINIMAL_CONFIG, MAP_TILES_URL })).toEqual(['MAP_TILES_ATTRIBUTION'])
    expect(invalidNames({ ...MINIMAL_CONFIG, MAP_TILES_URL, MAP_TILES_ATTRIBUTION: '© Invented Maps' })).toEqual([])
    expect(invalidNames({ ...MINIMAL_CONFIG, MAP_TILES_ATTRIBUTION: '© Invented Maps' })).toEqual([])
  })

  test('certificate verification cannot be turned off', () => {
    expect(invalidNames({ ...MINIMAL_CONFIG, NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toEqual([
      'NODE_TLS_REJECT_UNAUTHORIZED',
    ])
    expect(invalidNames({ ...MINIMAL_CONFIG, NODE_TLS_REJECT_UNAUTHORIZED: '1' })).toEqual([])
  })

  const VARIABLES =
    `DISCORD_TOKEN DISCORD_API_URL DISCORD_PUBLIC_KEY DISCORD_GUILD_IDS STRAVA_CLIENT_ID STRAVA_CLIENT_SECRET STRAVA_API_URL STRAVA_OAUTH_URL
    PUBLIC_URL HOST PORT REDIS_URL DATA_DIR ENCRYPTION_KEY RUN SETTLE_SECONDS LOG_LEVEL MAP_TILES_URL
    MAP_TILES_ATTRIBUTION MAP_TILES_CACHE_MB`.split(/\s+/)

  test('messages never repeat a value: it may be a secret in the wrong place', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9+/=.,:-]{12,60}$/)
    fc.assert(
      fc.property(fc.constantFrom(...VARIABLES), secret, (name, value) => {
        for (const invalid of [value, `https://${value}`, `redis://${value}`, `${KEY},${value}`, `bot,${value}`]) {
          const environment = { [name]: invalid }
          const message = messageOf({ ...environment, NODE_TLS_REJECT_UNAUTHORIZED: '0' })
          expect(message).not.toContain(value)
          expect(message).not.toContain(KEY)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('any environment gives a configuration or a list of mistakes, never another error', () => {
    const environment = fc.dictionary(fc.constantFrom(...VARIABLES), anyString())
    fc.assert(
      fc.property(environment, (variables) => {
        try {
          expect(readConfig(variables).roles.length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError)
          expect((error as ConfigError).mistakes.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('the CLI tools', () => {
  test('need no Discord settings', () => {
    const { DISCORD_TOKEN: _, ...rest } = MINIMAL_CONFIG
    expect(readConfig(rest, { use: 'tool' }).strava.clientId).toBe('12345')
    expect(() => readConfig({}, { use: 'tool' })).toThrow('STRAVA_CLIENT_ID')
  })
})
