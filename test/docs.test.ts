import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Option } from '../src/commands/define.ts'
import { COMMANDS } from '../src/commands/index.ts'
import { ROLES, readConfig } from '../src/config.ts'
import { digest, keys, QUEUE_PREFIX } from '../src/store/keys.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].sort()

/** The cells of a document's table rows; a `|` inside of a cell is not used in ours. */
const rowsOf = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim()),
    )

const withoutCode = (markdown: string) => markdown.replace(/^```[\s\S]*?^```/gm, '')
const codeOf = (cell = '') => /^`([^`]+)`$/.exec(cell)?.[1]

/** The part of a document under a heading, up to the next one of the same rank. */
function sectionOf(markdown: string, heading: string): string {
  const rank = heading.slice(0, heading.indexOf(' ') + 1)
  const [, after = ''] = markdown.split(`\n${heading}\n`)
  return after.split(`\n${rank}`)[0] ?? ''
}

describe('the settings', () => {
  /** The variables of the schema in src/config.ts. */
  const [, schema = ''] = /const schema = z\.object\(\{\n([\s\S]*?)\n\}\)/.exec(read('src/config.ts')) ?? []
  const variables = [...schema.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = '']) => name)

  /** What the program runs with when nothing is set that need not be, by variable. */
  const required = { DISCORD_TOKEN: 'a', STRAVA_CLIENT_ID: 'b', STRAVA_CLIENT_SECRET: 'c' }
  const { discord, strava, roles, ...rest } = readConfig(required)
  const settings: Record<string, string | undefined> = {
    DISCORD_TOKEN: undefined,
    DISCORD_API_URL: discord.apiUrl,
    STRAVA_CLIENT_ID: undefined,
    STRAVA_CLIENT_SECRET: undefined,
    STRAVA_API_URL: strava.apiUrl,
    STRAVA_OAUTH_URL: strava.oauthUrl,
    PUBLIC_URL: rest.publicUrl,
    PORT: String(rest.port),
    REDIS_URL: rest.redisUrl,
    DATA_DIR: rest.dataDir,
    ENCRYPTION_KEY: rest.encryptionKeys?.join(),
    RUN: roles.length === ROLES.length ? 'all' : roles.join(),
    SETTLE_SECONDS: String(rest.settleSeconds),
    LOG_LEVEL: rest.logLevel,
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

  test('of the program are the ones of this test', () => {
    expect(Object.keys(settings).sort()).toEqual([...variables].sort())
  })

  test('stand in .env.example with their defaults, all of them and nothing else', () => {
    expect(Object.keys(example).sort()).toEqual(Object.keys(settings).sort())
    expect(Object.fromEntries(Object.entries(example).map(([name, { value }]) => [name, value]))).toEqual(
      Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, value ?? ''])),
    )
  })

  test('that have to be filled in come first in .env.example, and nothing else has to', () => {
    const names = Object.entries(example)
      .filter(([, { required }]) => required)
      .map(([name]) => name)
    expect(names).toEqual(Object.keys(required))
    expect(Object.keys(example).slice(0, names.length)).toEqual(names)
  })

  test('stand in the table of docs/setup.md with their defaults, all of them and nothing else', () => {
    expect(Object.keys(table).sort()).toEqual(Object.keys(settings).sort())
    for (const [name, value] of Object.entries(settings)) expect([name, codeOf(table[name])]).toEqual([name, value])
  })
})

describe('the commands', () => {
  const known = new Map(COMMANDS.map(({ path, options = [] }) => [`/${path.join(' ')}`, options]))
  const names = [...known.keys()]
  const limitsOf = (option: Option): string[] => {
    if (option.kind === 'integer') return [`${option.min} to ${option.max}`]
    return option.kind === 'choice' ? option.choices.map(({ value }) => `\`${value}\``) : []
  }

  test.each([...known])(
    '%s has a section in docs/commands.md, with all its options and what they take',
    (name, options) => {
      const section = sectionOf(read('docs/commands.md'), `## \`${name}\``)
      expect(section.trim()).not.toBe('')
      const described = rowsOf(section).map(([option]) => codeOf(option))
      for (const option of options) {
        expect(described).toContain(option.name)
        for (const limit of limitsOf(option)) expect(section).toContain(limit)
      }
    },
  )

  test.each([...known])('%s has a row in the README, with all its options', (name, options) => {
    const row = rowsOf(read('README.md')).find(([command]) => codeOf(command) === name)
    expect(row?.[1]?.split(', ').filter(Boolean)).toEqual(options.map((option) => `\`${option.name}\``))
  })

  test.each(DOCUMENTS)('that %s names exist', (document) => {
    const named = [...read(document).matchAll(/`(\/strava[^`\n]*)`/g)].map(
      ([, line = '']) => line.split(/ \w+:/)[0] ?? '',
    )
    const isKnown = (line: string) => names.some((name) => name === line || name.startsWith(`${line} `))
    expect(named.filter((line) => !isKnown(line))).toEqual([])
  })
})

describe('what a newcomer types', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

  test.each([...DOCUMENTS, '.ci/run', '.env.example', 'Dockerfile'])(
    'the npm scripts that %s names exist',
    (document) => {
      const named = [...read(document).matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)].map(
        ([, run, own]) => run ?? own,
      )
      expect(named.filter((name) => name === undefined || !(name in scripts))).toEqual([])
    },
  )

  test('the README names the scripts to try, run, operate and develop it', () => {
    for (const name of ['run demo', 'start', 'run athlete', 'run check', 'test', 'run build', 'run dev']) {
      expect(read('README.md')).toContain(`npm ${name}`)
    }
  })

  test('.ci/run can be run', () => {
    expect(statSync(join(ROOT, '.ci/run')).mode & 0o111).toBe(0o111)
    execFileSync('bash', ['-n', join(ROOT, '.ci/run')])
  })
})

describe('links', () => {
  /** Headings as GitHub makes addresses of them. */
  const anchorsOf = (document: string) =>
    [...withoutCode(read(document)).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    )

  test.each(DOCUMENTS)('of %s lead to files that are there, and to headings that are in them', (document) => {
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
})

describe('what stands in Redis', () => {
  /** `{domestique}:link:<userId>`: a key with the names of its parts in their places; what is hashed says so. */
  const patterns = Object.values(keys).map((build: (...parts: string[]) => string) => {
    const [, list = ''] = /^\(([^)]*)\)/.exec(build.toString()) ?? []
    const names = list.split(',').flatMap((name) => name.trim() || [])
    const key = build(...names.map((name) => `<${name}>`))
    return names.reduce((text, name) => text.replace(digest(`<${name}>`), `<hash of ${name}>`), key)
  })
  const described = rowsOf(read('docs/data.md')).flatMap(([key]) => codeOf(key) ?? [])

  test('every key is described in docs/data.md by its pattern, and no other', () => {
    const ours = described.filter((key) => key.startsWith('{domestique}:') && !key.startsWith(`${QUEUE_PREFIX}:`))
    expect(ours.sort()).toEqual(patterns.sort())
  })

  test("the queue's keys are described too", () => {
    expect(described.some((key) => key.startsWith(`${QUEUE_PREFIX}:<lane>:`))).toBe(true)
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

  /** Texts of others: Discord, Node.js. */
  const OF_OTHERS = ['… is thinking', 'Cannot find module … dist/athlete.js']

  /** Texts that the program puts together, as they stand in the sources. */
  const PUT_TOGETHER: Record<string, string> = {
    'ENCRYPTION_KEY is not set, but is required with REDIS_URL': 'is not set, but is required with REDIS_URL',
    'connecting to Discord failed': "persist('connecting to Discord'",
    'registering the commands failed': "persist('registering the commands'",
    'The scope activity:read is missing': 'is missing: the refresh token on',
  }

  test('quotes nothing in a heading that the program does not say', () => {
    const headings = [...read('docs/troubleshooting.md').matchAll(/^### (“.+)$/gm)].map(([, heading = '']) => heading)
    const quotes = headings.flatMap((heading) => [...heading.matchAll(/“([^”]+)”/g)].map(([, quote = '']) => quote))
    expect(quotes.length).toBeGreaterThan(30)
    const said = (quote: string) =>
      (PUT_TOGETHER[quote] ?? quote)
        .split('…')
        .map((part) => part.trim())
        .every((part) => SOURCES.includes(part))
    expect(quotes.filter((quote) => !OF_OTHERS.includes(quote) && !said(quote))).toEqual([])
  })
})

test('the words for a link to an activity are exactly those that Strava asks for', () => {
  const { recent } = JSON.parse(read('src/text/en.json')) as { recent: { view: string } }
  expect(recent.view).toBe('View on Strava')
  expect(read('README.md')).toContain('View on Strava')
})
