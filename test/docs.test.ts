import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PermissionFlagsBits } from 'discord-api-types/v10'
import { describe, expect, test } from 'vitest'
import { generatedDocuments } from '../docs/generate/documents.ts'
import { patternOf } from '../docs/generate/stored-data.ts'
import { COMMANDS } from '../src/commands/index.ts'
import { readConfig } from '../src/config.ts'
import { SPORT_GROUPS } from '../src/core/sport-groups.ts'
import { ERROR_MEANINGS } from '../src/discord/discord-errors.ts'
import { POST_PERMISSIONS } from '../src/discord/permissions.ts'
import type { CommandOption } from '../src/discord/slash-command.ts'
import { ROLES, variables } from '../src/environment.ts'
import { CATCH_UP_INTERVAL_MS } from '../src/jobs/catch-up/schedule-catch-ups.ts'
import { type Backoff, RETRY_POLICIES } from '../src/jobs/retry-policy.ts'
import { keys, QUEUE_PREFIX } from '../src/redis/keys.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].sort()

/** The cells of a document's table rows; our cells contain no `|`. */
const rowsOf = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim()),
    )

/** The texts of src/i18n/locales/en.json, by key. */
const texts = JSON.parse(read('src/i18n/locales/en.json')) as Record<string, Record<string, string>>

/** A document without line breaks, for quotes that span two lines. */
const inOneLine = (document: string) => read(document).replace(/\s+/g, ' ')

const withoutCode = (markdown: string) => markdown.replace(/^```[\s\S]*?^```/gm, '')
const codeOf = (cell = '') => /^`([^`]+)`$/.exec(cell)?.[1]

/** The section under a heading, up to the next heading of the same level. */
function sectionOf(markdown: string, heading: string): string {
  const rank = heading.slice(0, heading.indexOf(' ') + 1)
  const [, after = ''] = markdown.split(`\n${heading}\n`)
  return after.split(`\n${rank}`)[0] ?? ''
}

test.each(Object.entries(generatedDocuments()))('%s is up to date: npm run docs', (document, content) => {
  expect(read(document)).toBe(content)
})

describe('the settings', () => {
  const names = Object.keys(variables.shape)

  /** The defaults of the program, by variable. */
  const required = { DISCORD_TOKEN: 'a', STRAVA_CLIENT_ID: '1', STRAVA_CLIENT_SECRET: 'c' }
  const { discord, strava, roles, ...rest } = readConfig(required)
  const settings: Record<string, string | undefined> = {
    DISCORD_TOKEN: undefined,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_PUBLIC_KEY: discord.publicKey,
    DISCORD_GUILD_IDS: discord.guildIds.join() || undefined,
    DISCORD_SHARDS: discord.shards?.ids.join(),
    DISCORD_SHARD_COUNT: discord.shards?.count.toString(),
    STRAVA_CLIENT_ID: undefined,
    STRAVA_CLIENT_SECRET: undefined,
    STRAVA_API_URL: strava.apiUrl,
    STRAVA_OAUTH_URL: strava.oauthUrl,
    STRAVA_WEBHOOK_SECRET: strava.webhookSecret,
    STRAVA_BUTTON_FILE: strava.buttonFile,
    STRAVA_WINDOW_SECONDS: String(strava.windowSeconds),
    STRAVA_ATHLETE_CAPACITY: String(strava.athleteCapacity),
    PUBLIC_URL: rest.publicUrl,
    OPERATOR_NAME: rest.operator.name,
    ADMIN_TOKEN: rest.adminToken,
    OTEL_EXPORTER_OTLP_ENDPOINT: rest.tracesEndpoint,
    OPERATOR_CONTACT: rest.operator.contact,
    OPERATOR_JURISDICTION: rest.operator.jurisdiction,
    OPS_CHANNEL_ID: rest.operator.channelId,
    HOST: rest.host,
    PORT: String(rest.port),
    REDIS_URL: rest.redisUrl,
    DATA_DIR: rest.dataDir,
    ENCRYPTION_KEY: rest.encryptionKeys?.join(),
    RUN: roles.length === ROLES.length ? 'all' : roles.join(),
    SETTLE_SECONDS: String(rest.settleSeconds),
    LOG_LEVEL: rest.logLevel,
    MAP_TILES_URL: rest.tiles.address,
    MAP_TILES_ATTRIBUTION: rest.tiles.attribution || undefined,
    MAP_TILES_CACHE_MB: String(rest.tiles.maxBytes / 1e6),
  }

  const example = Object.fromEntries(
    [...read('.env.example').matchAll(/^(# )?([A-Z_]+)=(.*)$/gm)].map(([, off, name, value]) => [
      name ?? '',
      { required: off === undefined, value },
    ]),
  )
  const table = Object.fromEntries(
    rowsOf(sectionOf(read('docs/setup.md'), '## All settings')).flatMap(([name, value]) =>
      codeOf(name) ? [[codeOf(name), value]] : [],
    ),
  )

  test('of the program match those in this test', () => {
    expect(Object.keys(settings).sort()).toEqual([...names].sort())
  })

  test('are all in .env.example with their defaults, and nothing else is', () => {
    expect(Object.keys(example).sort()).toEqual(Object.keys(settings).sort())
    expect(Object.fromEntries(Object.entries(example).map(([name, { value }]) => [name, value]))).toEqual(
      Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, value ?? ''])),
    )
  })

  test('that are required come first in .env.example, and no others are required', () => {
    const names = Object.entries(example)
      .filter(([, { required }]) => required)
      .map(([name]) => name)
    expect(names).toEqual(Object.keys(required))
    expect(Object.keys(example).slice(0, names.length)).toEqual(names)
  })

  test('are all in the table of docs/setup.md with their defaults, and nothing else is', () => {
    expect(Object.keys(table).sort()).toEqual(Object.keys(settings).sort())
    for (const [name, value] of Object.entries(settings)) expect([name, codeOf(table[name])]).toEqual([name, value])
  })
})

describe('the commands', () => {
  const known = new Map(COMMANDS.map(({ name, options }) => [`/${name}`, Object.entries(options)]))
  const names = [...known.keys()]
  const limitsOf = (option: CommandOption): string[] => {
    if ('min' in option) return [`${option.min} to ${option.max}`]
    return option.type === 'string' ? (option.choices ?? []).map(({ value }) => `\`${value}\``) : []
  }

  test.each([...known])(
    '%s has a section in docs/commands.md, with all its options and their values',
    (name, options) => {
      const section = sectionOf(read('docs/commands.md'), `## \`${name}\``)
      expect(section.trim()).not.toBe('')
      const described = rowsOf(section).map(([option]) => codeOf(option))
      for (const [option, definition] of options) {
        expect(described).toContain(option)
        for (const limit of limitsOf(definition)) expect(section).toContain(limit)
      }
    },
  )

  test.each([...known])('%s has a row in the README, with all its options', (name, options) => {
    const row = rowsOf(read('README.md')).find(([command]) => codeOf(command) === name)
    expect(row?.[1]?.split(', ').filter(Boolean)).toEqual(options.map(([option]) => `\`${option}\``))
  })

  test.each(DOCUMENTS)('in %s exist', (document) => {
    const named = [...read(document).matchAll(/`(\/strava[^`\n]*)`/g)].map(
      ([, line = '']) => line.split(/ \w+:/)[0] ?? '',
    )
    const isKnown = (line: string) => names.some((name) => name === line || name.startsWith(`${line} `))
    expect(named.filter((line) => !isKnown(line))).toEqual([])
  })
})

test('every button is described in docs/commands.md by its label', () => {
  const document = inOneLine('docs/commands.md')
  const labels = Object.values(texts.button ?? {})
  expect(labels.length).toBeGreaterThan(0)
  expect(labels.filter((label) => !document.includes(`**${label}**`))).toEqual([])
})

describe('the permissions that the bot needs', () => {
  type PermissionName = keyof typeof PermissionFlagsBits
  const names = (Object.keys(PermissionFlagsBits) as PermissionName[]).filter(
    (name) => (POST_PERMISSIONS & PermissionFlagsBits[name]) !== 0n,
  )
  const words = names.map((name) => texts.permission?.[name.charAt(0).toLowerCase() + name.slice(1)] ?? name)

  test('are exactly those in the invite link', () => {
    expect(names).toContain('ViewChannel')
    const linkPermissions = [...read('docs/setup.md').matchAll(/oauth2\/authorize\?\S*permissions=(\d+)/g)].map(
      ([, bits]) => bits,
    )
    expect(linkPermissions).toEqual([String(POST_PERMISSIONS)])
  })

  test('are named in docs/setup.md, each with a reason', () => {
    const described = rowsOf(sectionOf(read('docs/setup.md'), '## Discord')).map(([name]) => name)
    expect(described.filter((name) => name && words.includes(name)).sort()).toEqual([...words].sort())
  })

  test.each(['README.md', 'docs/commands.md'])('are named in %s', (document) => {
    const text = inOneLine(document)
    expect(words.filter((word) => !text.includes(word))).toEqual([])
  })
})

describe('the reverse proxy', () => {
  const routes = [
    'src/web/about.ts',
    'src/web/strava-button.ts',
    'src/web/link-account/link-account.ts',
    'src/web/strava-webhook.ts',
    'src/web/server.ts',
  ].flatMap((path) =>
    [...read(path).matchAll(/(?:app\.(?:get|post)\(|const path = |_PATH = )'\/([\w-]*\/?)/g)].map(
      ([, first = '']) => first,
    ),
  )

  test('forwards every path that people, Strava and Discord need', () => {
    expect(new Set(routes)).toEqual(
      new Set(['', 'privacy', 'terms', 'assets/', 'connect/', 'oauth/', 'webhooks/', 'interactions']),
    )
    const proxies = sectionOf(read('docs/setup.md'), '## Behind a reverse proxy')
    const [, caddy = ''] = /@people path (.*)/.exec(proxies) ?? []
    const [, nginx = ''] = /location ~ \^\/\(([\w|$/-]+)\) /.exec(proxies) ?? []
    expect(new Set(caddy.split(' '))).toEqual(
      new Set(routes.map((route) => (route.endsWith('/') ? `/${route}*` : `/${route}`))),
    )
    expect(new Set(nginx.split('|'))).toEqual(
      new Set(routes.map((route) => (route.endsWith('/') ? route : `${route}$`))),
    )
  })
})

describe('docs/faults.md', () => {
  const document = read('docs/faults.md')
  const describeBackoff = ({ firstMs, factor, maxMs, maxAttempts }: Backoff) =>
    `after ${firstMs / 1000} s, then ${factor} times longer, ${maxMs / 1000} s at most${maxAttempts ? `, ${maxAttempts} tries in all` : ''}`
  const KINDS_WITH_RETRY_TIME = ['rate-limited', 'application-inactive']

  test('has the same retries as the code', () => {
    const documented = rowsOf(sectionOf(document, '## Retries'))
      .filter(([kind]) => codeOf(kind))
      .map(([kind, retry, level]) => [codeOf(kind), retry, codeOf(level)])
    const implemented = Object.entries(RETRY_POLICIES).map(([kind, { backoff, logLevel }]) => [
      kind,
      backoff ? describeBackoff(backoff) : KINDS_WITH_RETRY_TIME.includes(kind) ? 'at the moment that it says' : 'no',
      logLevel,
    ])
    expect(documented).toEqual(implemented)
  })

  test('quotes error messages exactly', () => {
    const quotes = [...document.matchAll(/“([^”]+)”/g)].map(([, quote = '']) => quote)
    const errorTexts = Object.values(texts.error ?? {}).join('\n')
    expect(quotes.length).toBeGreaterThan(15)
    expect(
      quotes.filter((quote) => quote !== 'The application did not respond' && !errorTexts.includes(quote)),
    ).toEqual([])
  })

  test("has the right meaning for each of Discord's codes", () => {
    const mismatches = rowsOf(sectionOf(document, '## Discord')).flatMap(([codes = '', kind = '']) =>
      Object.entries(ERROR_MEANINGS).filter(
        ([code, meaning]) => new RegExp(`\\b${code}\\b`).test(codes) && codeOf(kind) !== meaning.kind,
      ),
    )
    expect(mismatches.map(([code]) => code)).toEqual([])
  })

  test("lists every code of Discord's that has its own meaning", () => {
    const codes = Object.keys(ERROR_MEANINGS).filter((code) => !['10007', '10013', '40094'].includes(code))
    expect(codes.filter((code) => !sectionOf(document, '## Discord').includes(code))).toEqual([])
  })
})

test.each(['README.md', 'docs/architecture.md', 'docs/commands.md', 'docs/setup.md'])(
  '%s says how often the bot checks for new activities',
  (document) => {
    const intervals = [...inOneLine(document).matchAll(/every (\d+) minutes(?!,? at most)/g)].map(([, minutes]) =>
      Number(minutes),
    )
    expect(new Set(intervals)).toEqual(new Set([CATCH_UP_INTERVAL_MS / 60_000]))
  },
)

test('docs/commands.md has the same sport groups as the code', () => {
  const named = (sport: string) => texts.sportGroup?.[sport] ?? texts.sport?.[sport] ?? ''
  const described = rowsOf(sectionOf(read('docs/commands.md'), '## Sports')).flatMap(([name, value, sports]) => {
    const group = codeOf(value)
    return group ? [[name, group, sports]] : []
  })
  const implemented = Object.entries(SPORT_GROUPS).map(([group, sports]) => [
    named(group),
    group,
    sports.map(named).join(', '),
  ])
  expect(described).toEqual(implemented)
})

describe('the scripts for new users', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

  test.each([...DOCUMENTS, '.ci/run', '.env.example', 'Dockerfile'])(
    'the npm scripts that %s names exist',
    (document) => {
      const named = [...read(document).matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)].map(
        ([, run, shorthand]) => run ?? shorthand,
      )
      expect(named.filter((name) => name === undefined || !(name in scripts))).toEqual([])
    },
  )

  test('the README names the scripts to try, run, operate and develop the bot', () => {
    for (const name of [
      'run demo',
      'run setup',
      'start',
      'run doctor',
      'run athlete',
      'run check',
      'test',
      'run build',
      'run dev',
    ]) {
      expect(read('README.md')).toContain(`npm ${name}`)
    }
  })

  test('.ci/run is executable and has no syntax errors', () => {
    expect(statSync(join(ROOT, '.ci/run')).mode & 0o111).toBe(0o111)
    execFileSync('bash', ['-n', join(ROOT, '.ci/run')])
  })
})

test('every picture is shown in a document', () => {
  const pictures = readdirSync(join(ROOT, 'docs/pictures'), { recursive: true, encoding: 'utf8' })
  const shown = DOCUMENTS.flatMap((document) => [...read(document).matchAll(/\]\((?:docs\/)?pictures\/([^)]+)\)/g)])
  expect(new Set(shown.map(([, path]) => path))).toEqual(new Set(pictures.filter((path) => path.endsWith('.webp'))))
})

describe('links', () => {
  /** The anchors that GitHub creates for headings. */
  const anchorsOf = (document: string) =>
    [...withoutCode(read(document)).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    )

  test.each(DOCUMENTS)('in %s lead to existing files and headings', (document) => {
    const broken = [...withoutCode(read(document)).matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].filter(
      ([, target = '']) => {
        const [path = '', anchor] = target.split('#')
        const file = path === '' ? document : join(dirname(document), path)
        if (!existsSync(join(ROOT, file))) return true
        return anchor !== undefined && !anchorsOf(file).includes(anchor)
      },
    )
    expect(broken.map(([link]) => link)).toEqual([])
  })

  test.each(DOCUMENTS)('in %s to other sites are complete URLs', (document) => {
    const text = withoutCode(read(document))
    const addresses = [...text.matchAll(/\]\((https?:[^)]*)\)|<(https?:[^>]*)>/g)].map(
      ([, link, plain]) => link ?? plain ?? '',
    )
    const isComplete = (address: string) =>
      URL.canParse(address) && /^https:\/\/[\w-]+(\.[\w-]+)+/.test(address) && !/[.,;:…\s]$/.test(address)
    expect(
      addresses.filter((address) => !isComplete(address) && !/^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(address)),
    ).toEqual([])
  })
})

describe('the Redis keys', () => {
  const patterns = Object.keys(keys).map((name) => patternOf(name as keyof typeof keys))
  const described = rowsOf(read('docs/data.md')).flatMap(([key]) => codeOf(key) ?? [])

  test('are all described in docs/data.md by their patterns, and no others are', () => {
    const botKeys = described.filter((key) => key.startsWith('{domestique}:') && !key.startsWith(`${QUEUE_PREFIX}:`))
    expect(botKeys.sort()).toEqual(patterns.sort())
  })

  test('of BullMQ are described too', () => {
    expect(described.some((key) => key.startsWith(`${QUEUE_PREFIX}:<queue>:`))).toBe(true)
  })
})

describe('troubleshooting', () => {
  const SOURCES = ['src', 'sandbox']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    )
    .filter((path) => /\.(ts|mjs|json)$/.test(path))
    .map(read)
    .join('\n')

  /** Texts of other programs: Discord, Strava, Node.js, npm. */
  const THIRD_PARTY_TEXTS = [
    '… is thinking',
    'Domestique is not built yet',
    'Limit of connected athletes exceeded',
    'invalid',
    'Only You',
    'install scripts not yet covered by allowScripts',
  ]

  /** Texts that the program composes, as they appear in the source. */
  const COMPOSED_TEXTS: Record<string, string> = {
    'ENCRYPTION_KEY is not set, but is required with REDIS_URL': 'is not set, but is required with REDIS_URL',
    'connecting to Discord failed': "retryUntilConnected('connecting to Discord'",
    'registering the commands failed': "retryUntilConnected('registering the commands'",
    'listing the servers failed': "retryUntilConnected('listing the servers'",
    'The scope activity:read is missing': 'is missing: the refresh token on',
  }

  /** The text between the first parenthesis after a position and its closing one. */
  function argumentsAt(code: string, place: number): string {
    const start = code.indexOf('(', place) + 1
    let [depth, end] = [1, start]
    for (; depth > 0 && end < code.length; end += 1) depth += { '(': 1, ')': -1 }[code[end] ?? ''] ?? 0
    return code.slice(start, end - 1)
  }

  const literalsIn = (code: string) =>
    [...code.matchAll(/'([^'\n]+)'|`([^`]+)`/g)].map(([, text, template]) =>
      (text ?? template ?? '').replace(/\$\{[^}]*\}/g, '…'),
    )

  /** The log lines in src, with their level if it is fixed. Inserted values are an ellipsis. */
  const LOG_LINES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => read(join('src', path)))
    .flatMap((code) => {
      const calls = [...code.matchAll(/\blog(?:\.(debug|info|warn|error|fatal)(?=\()|\[(?=.*\]\())/g)].map(
        ({ index, 1: level }) => ({
          level: level ?? 'info',
          // For `log[…]`, the call begins after the bracket.
          args: argumentsAt(code, level ? index : code.indexOf('](', index)),
        }),
      )
      // If the lines are in a table, all texts of the file count.
      const table = calls.some(({ args }) => /\b[A-Z_]{3,}\[/.test(args)) ? literalsIn(code) : []
      return [
        ...calls.flatMap(({ level, args }) => literalsIn(args).map((line) => ({ level, line }))),
        ...table.map((line) => ({ level: 'info', line })),
      ]
    })

  /** Error messages that appear beside a log line. */
  const ERROR_MESSAGES = ['the value is encrypted with a key that is not in ENCRYPTION_KEY']

  const isLogged = (quote: string, levels: readonly string[]) =>
    LOG_LINES.some(({ level, line }) => {
      if (!levels.includes(level)) return false
      const logText = COMPOSED_TEXTS[quote]
        ? `${/retryUntilConnected\('(.+)'/.exec(COMPOSED_TEXTS[quote])?.[1]} failed`
        : quote
      return line === '… failed' ? logText.endsWith(' failed') && quote in COMPOSED_TEXTS : line.startsWith(logText)
    })

  test('only quotes log lines that the program writes', () => {
    const document = inOneLine('docs/troubleshooting.md')
    const lines = read('docs/troubleshooting.md')
      .split('\n## ')
      .filter((section) => section.startsWith('In the log'))
      .flatMap((section) => [...section.matchAll(/^### (.*)$/gm)].map(([, heading = '']) => heading))
    const sentences = [...document.matchAll(/[^.:]*\blog (?:has|says|say|said)\b[^.]*/g)].map(([sentence]) => sentence)
    const quoted = [...lines, ...sentences].flatMap((text) => {
      const levels = ['info', 'warn', 'error', 'fatal', ...(text.includes('LOG_LEVEL=debug') ? ['debug'] : [])]
      return [...text.matchAll(/“([^”]+)”/g)].map(([, quote = '']) => ({ quote, levels }))
    })
    expect(quoted.length).toBeGreaterThan(25)
    const missing = quoted.filter(({ quote, levels }) => !ERROR_MESSAGES.includes(quote) && !isLogged(quote, levels))
    expect(missing.map(({ quote }) => quote)).toEqual([])
  })

  test.each(['docs/setup.md', 'docs/operations.md'])('%s waits only for log lines that exist', (document) => {
    const quoted = [...inOneLine(document).matchAll(/\blog (?:has|says) `([^`]+)`/g)].map(([, quote = '']) => quote)
    expect(quoted.length).toBeGreaterThan(0)
    expect(quoted.filter((quote) => !isLogged(quote, ['info', 'warn', 'error', 'fatal']))).toEqual([])
  })

  test('only quotes texts of the program', () => {
    const quotes = [...inOneLine('docs/troubleshooting.md').matchAll(/“([^”]+)”/g)].map(([, quote = '']) => quote)
    expect(quotes.length).toBeGreaterThan(60)
    const isInSource = (quote: string) =>
      (COMPOSED_TEXTS[quote] ?? quote)
        .split('…')
        .map((part) => part.trim())
        .every((part) => SOURCES.includes(part))
    expect(quotes.filter((quote) => !THIRD_PARTY_TEXTS.includes(quote) && !isInSource(quote))).toEqual([])
  })
})

test('links to activities use exactly the text that Strava requires', () => {
  expect(texts.recent?.view).toBe('View on Strava')
  expect(read('README.md')).toContain('View on Strava')
})
