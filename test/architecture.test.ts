import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import en from '../src/i18n/locales/en.json' with { type: 'json' }
import { keys, QUEUE_PREFIX } from '../src/redis/keys.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

interface Import {
  /** The importing file, relative to the project. */
  from: string
  /** A file relative to the project, or the name of a package. */
  to: string
  typeOnly: boolean
}

const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'/gm
const INLINE_IMPORT = /\b(?:import|require|read)\(\s*'([^']+)'\s*\)/g

function importsOf(from: string): Import[] {
  const code = readFileSync(join(ROOT, from), 'utf8')
  const found = [
    ...[...code.matchAll(IMPORT)].map(([, type, to]) => ({ to: to ?? '', typeOnly: type !== undefined })),
    ...[...code.matchAll(INLINE_IMPORT)].map(([, to]) => ({ to: to ?? '', typeOnly: false })),
  ]
  return found.map(({ to, typeOnly }) => ({
    from,
    to: to.startsWith('.') ? normalize(join(dirname(from), to)) : to,
    typeOnly,
  }))
}

const filesOf = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|mjs)$/.test(path))
    .map((path) => join(folder, path))
    .sort()

const SRC = filesOf('src')
const SANDBOX = filesOf('sandbox')
const imports = SRC.flatMap(importsOf)
const inside = imports.filter(({ to }) => to.startsWith('src/'))
const outside = imports.filter(({ to }) => !to.startsWith('src/'))

/** `src/core/activity-card.ts` is in the module `core`; `src/logger.ts` is the module `logger`. */
const moduleOf = (path: string) => /^src\/([\w-]+)/.exec(path)?.[1] ?? path
const packageOf = (name: string) => /^(@[^/]+\/[^/]+|[^/]+)/.exec(name)?.[1] ?? name
const describeImport = ({ from, to }: Import) => `${from} → ${to}`

/** Allowed imports; every folder may also import itself. The five platform folders do not import each other. */
const ALLOWED_IMPORTS: Record<string, readonly string[]> = {
  core: [],
  i18n: ['core'],
  errors: ['i18n'],
  strava: ['core', 'errors'],
  redis: ['core', 'errors', 'strava'],
  queue: ['core', 'errors'],
  images: ['core', 'errors'],
  discord: ['core', 'errors', 'i18n'],
  checks: ['core', 'errors', 'strava', 'redis', 'queue', 'discord'],
  jobs: ['core', 'errors', 'i18n', 'strava', 'redis', 'queue', 'discord', 'images', 'checks'],
  commands: ['core', 'errors', 'i18n', 'strava', 'redis', 'queue', 'discord', 'images', 'checks', 'jobs'],
  web: ['core', 'errors', 'i18n', 'strava', 'redis', 'queue', 'discord', 'images', 'checks', 'jobs', 'commands'],
  logger: [],
  memoize: [],
  'read-body': [],
  'correlation-id': [],
  async: [],
  version: [],
  config: ['environment', 'redis'],
  environment: ['setting-formats'],
  'setting-formats': ['redis'],
  metrics: [],
  'terminal-log': [],
  tracing: [],
  'open-telemetry': ['tracing'],
}

/** Files at the top of `src` that import no folder: all modules except `core` may import them. */
const SHARED_MODULES = ['correlation-id', 'logger', 'memoize', 'metrics', 'read-body', 'async', 'tracing', 'version']

/** Only these may wire the modules together. */
const WIRING_MODULES = ['app', 'main', 'cli']

describe('imports', () => {
  test('every module is in the table of allowed imports', () => {
    const modules = new Set(SRC.map(moduleOf))
    const known = [...Object.keys(ALLOWED_IMPORTS), ...WIRING_MODULES]
    expect([...modules].filter((module) => !known.includes(module))).toEqual([])
  })

  test.each(Object.entries(ALLOWED_IMPORTS))('%s only imports %j and the shared modules', (module, allowed) => {
    const allowedModules = [module, ...allowed, ...(module === 'core' ? [] : SHARED_MODULES)]
    const violations = inside.filter(
      ({ from, to }) => moduleOf(from) === module && !allowedModules.includes(moduleOf(to)),
    )
    expect(violations.map(describeImport)).toEqual([])
  })

  test('nothing imports the programs, and only the programs import the wiring', () => {
    const violations = inside.filter(
      ({ from, to }) =>
        WIRING_MODULES.includes(moduleOf(to)) &&
        moduleOf(from) !== moduleOf(to) &&
        !(['main', 'app'].includes(moduleOf(from)) && moduleOf(to) === 'app'),
    )
    expect(violations.map(describeImport)).toEqual([])
  })

  test('commands do not import the runner', () => {
    const running = ['src/jobs/runner.ts', 'src/jobs/command-replies.ts', 'src/jobs/index.ts']
    const violations = inside.filter(({ from, to }) => moduleOf(from) === 'commands' && running.includes(to))
    expect(violations.map(describeImport)).toEqual([])
  })

  test('core is pure: no packages, no clock, no randomness', () => {
    expect(outside.filter(({ from }) => moduleOf(from) === 'core').map(describeImport)).toEqual([])
    const impure = SRC.filter((path) => moduleOf(path) === 'core').filter((path) =>
      /Date\.now|new Date\(\)|Math\.random|performance\.|process\.|console\./.test(
        readFileSync(join(ROOT, path), 'utf8'),
      ),
    )
    expect(impure).toEqual([])
  })

  test.each<[RegExp, string[]]>([
    [/^(discord\.js|@discordjs\/.+|discord-api-types)$/, ['discord']],
    [/^bullmq$/, ['queue']],
    [/^ioredis$/, ['queue', 'redis']],
    [/^redis-semaphore$/, ['redis']],
    [/^(hono|@hono\/.+)$/, ['web']],
    [/^@bull-board\//, ['queue', 'web']],
    [/^i18next$/, ['i18n']],
    [/^pino$/, ['logger']],
    [/^prom-client$/, ['metrics']],
    [/^@opentelemetry\//, ['open-telemetry']],
    [/^bullmq-otel$/, ['open-telemetry', 'tracing']],
    [/^@mapbox\/polyline$/, ['images']],
    [/^@napi-rs\/canvas$/, ['images']],
    [/^echarts$/, ['images']],
    [/^@clack\/prompts$/, ['cli']],
  ])('%s is only imported in %j', (name, modules) => {
    const users = outside.filter(({ to }) => name.test(packageOf(to)))
    expect(users.length).toBeGreaterThan(0)
    expect(users.filter(({ from }) => !modules.includes(moduleOf(from))).map(describeImport)).toEqual([])
  })

  test('only i18n reads the texts', () => {
    const readers = SRC.filter((path) => /\ben\.json\b/.test(readFileSync(join(ROOT, path), 'utf8')))
    expect(readers.length).toBeGreaterThan(0)
    expect(readers.filter((path) => moduleOf(path) !== 'i18n')).toEqual([])
  })

  test('the program does not import the sandbox, the tests or the benchmarks', () => {
    expect(imports.filter(({ to }) => /^(sandbox|test|bench)\//.test(to)).map(describeImport)).toEqual([])
  })

  test('zod is imported as a namespace: importing { z } would bundle all of it', () => {
    const zodImports = SRC.filter((path) =>
      /import (type )?\{.*\} from 'zod'/.test(readFileSync(join(ROOT, path), 'utf8')),
    )
    expect(zodImports).toEqual([])
  })

  test('only the programs exit', () => {
    const filesWithExit = SRC.filter((path) => /process\.exit\b/.test(readFileSync(join(ROOT, path), 'utf8')))
    expect(filesWithExit.filter((path) => !['main', 'cli'].includes(moduleOf(path)))).toEqual([])
  })
})

describe('the fakes', () => {
  const fakes = SANDBOX.filter((path) => /^sandbox\/(strava|discord)\//.test(path)).flatMap(importsOf)

  test.each(['strava', 'discord'])('sandbox/%s imports neither the program nor the other fake', (name) => {
    const ownFakes = fakes.filter(({ from }) => from.startsWith(`sandbox/${name}/`))
    expect(ownFakes.length).toBeGreaterThan(0)
    const violations = ownFakes.filter(
      ({ to }) => /^(src|test|sandbox)\//.test(to) && !to.startsWith(`sandbox/${name}/`),
    )
    expect(violations.map(describeImport)).toEqual([])
  })

  test('neither uses the client library of its server', () => {
    expect(fakes.filter(({ to }) => /^(discord\.js|@discordjs\/)/.test(to)).map(describeImport)).toEqual([])
  })

  test('the demo and the playground start the program as a process and import nothing from it', () => {
    const demo = SANDBOX.filter((path) => path.startsWith('sandbox/demo/')).flatMap(importsOf)
    expect(demo.filter(({ to }) => to.startsWith('src/')).map(describeImport)).toEqual([])
  })
})

/** The first import cycle, if there is one. */
function cycleIn(edges: readonly Import[]): string[] {
  const next = new Map<string, string[]>()
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to])
  const visited = new Set<string>()
  const visit = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (visited.has(path)) return []
    for (const to of next.get(path) ?? []) {
      const cycle = visit(to, [...trail, path])
      if (cycle.length > 0) return cycle
    }
    visited.add(path)
    return []
  }
  for (const path of next.keys()) {
    const cycle = visit(path, [])
    if (cycle.length > 0) return cycle
  }
  return []
}

describe('there is no import cycle', () => {
  const sandboxImports = SANDBOX.flatMap(importsOf).filter(({ to }) => to.startsWith('sandbox/'))

  test('in the program, at run time', () => {
    expect(cycleIn(inside.filter(({ typeOnly }) => !typeOnly))).toEqual([])
  })

  test('in the sandbox, at run time', () => {
    expect(cycleIn(sandboxImports.filter(({ typeOnly }) => !typeOnly))).toEqual([])
  })

  test('between files of the program, types included', () => {
    expect(cycleIn(inside)).toEqual([])
  })

  test('between the modules, types included', () => {
    const modules = inside
      .map(({ from, to, typeOnly }) => ({ from: moduleOf(from), to: moduleOf(to), typeOnly }))
      .filter(({ from, to }) => from !== to)
    expect(cycleIn(modules)).toEqual([])
  })
})

describe('names and sizes', () => {
  const duplicatesIn = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index)

  test('no two files share a name, except index', () => {
    expect(duplicatesIn(SRC.map((path) => basename(path)).filter((name) => name !== 'index.ts'))).toEqual([])
  })

  test('a type name is declared once', () => {
    const declared = SRC.flatMap((path) => [
      ...readFileSync(join(ROOT, path), 'utf8').matchAll(/^(?:export )?(?:type|interface) ([A-Z]\w*)/gm),
    ]).map(([, name = '']) => name)
    expect(declared.length).toBeGreaterThan(0)
    expect(duplicatesIn(declared)).toEqual([])
  })

  test('no file is longer than 250 lines', () => {
    const longFiles = SRC.filter((path) => readFileSync(join(ROOT, path), 'utf8').split('\n').length > 251)
    expect(longFiles).toEqual([])
  })
})

describe('slow work runs in threads', () => {
  /** All files and packages that a file loads at run time. */
  function loadedWith(entry: string): Set<string> {
    const loaded = new Set([entry])
    for (const path of loaded) {
      for (const { from, to, typeOnly } of imports) if (from === path && !typeOnly) loaded.add(to)
    }
    return loaded
  }

  const GEOMETRY = [
    ...['route-map', 'trim-route', 'route-jumps', 'clip-line', 'map-tiles'].map((name) => `src/core/geo/${name}.ts`),
    '@mapbox/polyline',
    '@napi-rs/canvas',
  ]

  test('routes are decoded, trimmed and drawn in the worker thread', () => {
    const loaded = loadedWith('src/images/image-worker.ts')
    expect(GEOMETRY.filter((name) => !loaded.has(name))).toEqual([])
  })

  test.each(['src/main.ts', 'src/cli/athlete.ts', 'src/cli/doctor.ts', 'src/cli/failed-jobs.ts', 'src/cli/setup.ts'])(
    '%s loads no code that decodes or draws routes',
    (entry) => {
      const loaded = loadedWith(entry)
      expect(GEOMETRY.filter((name) => loaded.has(name))).toEqual([])
    },
  )
})

describe('Redis keys', () => {
  const DOCS = join(ROOT, 'docs/data.md')
  const builders = Object.entries(keys) as [string, (...parts: string[]) => string][]
  /** The kind of a key: the part after the hash tag. */
  const kinds = builders.map(([name, build]) => [name, build('1', '2').split(':')[1] ?? ''] as const)

  test.each(kinds)('the key %s ({domestique}:%s…) is described in docs/data.md', (_, kind) => {
    const described = existsSync(DOCS) ? readFileSync(DOCS, 'utf8') : ''
    expect(described).toContain('{domestique}')
    expect(described).toMatch(new RegExp(`[:\`]${kind}(?![\\w-])`))
  })

  test("the prefix of BullMQ's keys is described in docs/data.md", () => {
    expect(existsSync(DOCS) ? readFileSync(DOCS, 'utf8') : '').toContain(QUEUE_PREFIX)
  })

  test('all keys are built in one file', () => {
    const files = SRC.filter((path) => readFileSync(join(ROOT, path), 'utf8').includes('{domestique}'))
    expect(files).toEqual(['src/redis/keys.ts'])
  })

  test('all keys share one hash tag, and no two kinds can be confused', () => {
    expect(new Set(kinds.map(([, kind]) => kind)).size).toBe(kinds.length)
    for (const [, build] of builders) expect(build('1', '2')).toMatch(/^\{domestique\}:[\w-]+/)
    expect(QUEUE_PREFIX).toMatch(/^\{domestique\}:[\w-]+$/)
  })

  test('the state of a connect link is not in its key', () => {
    expect(keys.oauthState('secret-state')).not.toContain('secret-state')
  })
})

describe('the texts', () => {
  const code = SRC.filter((path) => path !== 'src/i18n/placeholders.ts').map((path) =>
    readFileSync(join(ROOT, path), 'utf8'),
  )
  const groups = Object.entries<object>(en).map(([group, texts]) => [group, Object.keys(texts)] as const)

  test.each(groups)('of the group %s are all used', (group, names) => {
    // Keys of sports, sport groups and units are built from values at run time.
    const isBuilt = code.some((lines) => lines.includes(`\`${group}.$`))
    const isUsed = (name: string) =>
      code.some((lines) => lines.includes(`'${group}.${name.replace(/_(one|other)$/, '')}'`))
    expect(isBuilt ? [] : names.filter((name) => !isUsed(name))).toEqual([])
  })
})
