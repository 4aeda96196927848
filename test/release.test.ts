import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const { license, engines } = z
  .object({ license: z.string(), engines: z.object({ node: z.string() }) })
  .parse(JSON.parse(read('package.json')))

const SCRIPT = join(ROOT, 'deploy/release-notes.mjs')

describe('the notes of a release', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'release-notes-'))
    writeFileSync(join(folder, 'package.json'), '{ "version": "1.2.0" }')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const notesOf = (changelog: string, tag: string[] = ['v1.2.0'], environment: NodeJS.ProcessEnv = {}) => {
    writeFileSync(join(folder, 'CHANGELOG.md'), changelog)
    const { GITHUB_REPOSITORY: _, ...rest } = process.env
    const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...tag], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...rest, ...environment },
    })
    return { status, stdout, stderr }
  }

  const CHANGELOG = `# Changelog

## [Unreleased]

- Not yet.

## [1.2.0] - 2026-12-01

A quieter bot.

### Added

- Feeds post at most
  so many activities a day,
  **as you choose**.
- See [setup](docs/setup.md#limits) and [Strava](https://www.strava.com).

1. Stop it.
2. Start it.

## [1.2.0-rc.1] - 2026-11-20

- A first try.

[1.2.0]: https://example.org/compare
`

  test('are the section of its version, with a line for each paragraph', () => {
    expect(notesOf(CHANGELOG)).toEqual({
      status: 0,
      stderr: '',
      stdout: `A quieter bot.

### Added

- Feeds post at most so many activities a day, **as you choose**.
- See [setup](docs/setup.md#limits) and [Strava](https://www.strava.com).

1. Stop it.
2. Start it.
`,
    })
  })

  test('link to the documents of that version', () => {
    const { stdout } = notesOf(CHANGELOG, ['v1.2.0'], {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'club/domestique',
    })
    expect(stdout).toContain('[setup](https://github.com/club/domestique/blob/v1.2.0/docs/setup.md#limits)')
    expect(stdout).toContain('[Strava](https://www.strava.com)')
  })

  test('end before the link definitions at the end of the file', () => {
    const last = '## [1.2.0] - 2026-12-01\n\n- One.\n\n[1.2.0]: https://example.org/compare\n'
    expect(notesOf(last).stdout).toBe('- One.\n')
  })

  test.each([
    ['no tag', CHANGELOG, [], 'Name the tag'],
    [
      'another version than package.json',
      CHANGELOG,
      ['v1.3.0'],
      'The tag is v1.3.0, but package.json has version 1.2.0.',
    ],
    ['a tag without its v', CHANGELOG, ['1.2.0'], 'The tag is 1.2.0, but package.json has version 1.2.0.'],
    [
      'a version without a section',
      '## [Unreleased]\n\n- One.\n',
      ['v1.2.0'],
      'CHANGELOG.md has no section for 1.2.0.',
    ],
    [
      'an empty section',
      '## [1.2.0]\n\n## [1.1.0]\n\n- One.\n',
      ['v1.2.0'],
      'The section for 1.2.0 in CHANGELOG.md is empty.',
    ],
  ])('fail with one sentence for %s', (_, changelog, tag, sentence) => {
    const { status, stdout, stderr } = notesOf(changelog, tag)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toContain(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('are found in CHANGELOG.md once its next section has the version', () => {
    const [notes] = read('CHANGELOG.md').split('## [Unreleased]').slice(1)
    expect(notes).toBeDefined()
    expect(notesOf(`## [1.2.0] - 2026-12-01${notes}`).status).toBe(0)
  })
})

const step = z.object({
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
})
const workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  concurrency: z.object({ group: z.string() }),
  jobs: z.record(
    z.string(),
    z.object({
      needs: z.union([z.string(), z.array(z.string())]).optional(),
      uses: z.string().optional(),
      permissions: z.record(z.string(), z.string()).optional(),
      container: z.string().optional(),
      strategy: z.object({ matrix: z.object({ node: z.array(z.number()) }) }).optional(),
      steps: z.array(step).default([]),
    }),
  ),
})
const names = readdirSync(join(ROOT, '.github/workflows'))
const workflows = Object.fromEntries(
  names.map((name) => [name, workflow.parse(parse(read(`.github/workflows/${name}`)))]),
)
const ci = workflows['ci.yml']
const release = workflows['release.yml']
if (!ci || !release) throw new Error('A workflow is missing')

test.each(names)('%s is read-only unless a job overrides that, and pins the versions of its actions', (name) => {
  const { permissions, jobs } = workflows[name] as NonNullable<typeof ci>
  expect(permissions).toEqual({ contents: 'read' })
  const actions = Object.values(jobs).flatMap((job) => [job.uses, ...job.steps.map(({ uses }) => uses)])
  for (const action of actions.filter((action) => action !== undefined)) {
    if (action.startsWith('./')) expect(existsSync(join(ROOT, action)), action).toBe(true)
    else expect(action).toMatch(/^[\w-]+\/[\w-]+@v\d+\.\d+\.\d+$/)
  }
  const scripts = Object.values(jobs).flatMap((job) => job.steps.map(({ run }) => run ?? ''))
  for (const [, path = ''] of scripts.join('\n').matchAll(/(?:bash|node|--file) ([\w./-]+)/g)) {
    expect(existsSync(join(ROOT, path)), path).toBe(true)
  }
})

test('CI runs the oldest Node.js in the documents, the one in the image, and the one between', () => {
  const versions = ci.jobs.check?.strategy?.matrix.node ?? []
  const oldest = engines.node.replace('>=', '')
  const [, imageVersion] = /^FROM .*\bnode:(\d+)\./m.exec(read('Dockerfile')) ?? []
  expect(versions).toEqual([Number(oldest.split('.')[0]), 22, Number(imageVersion)])
  for (const path of ['README.md', 'CONTRIBUTING.md']) expect(read(path), path).toContain(`Node.js ${oldest}`)
})

describe('a release', () => {
  test('publishes nothing before its notes are found and all checks pass', () => {
    expect(release.jobs.check?.uses).toBe('./.github/workflows/ci.yml')
    expect(release.jobs.image?.needs).toEqual(['notes', 'check'])
    expect(release.jobs.release?.needs).toBe('image')
  })

  test('does not wait for itself: its checks are in another concurrency group', () => {
    expect(ci.concurrency.group).toMatch(/^\$\{\{ github\.workflow \}\}-/)
    expect(release.concurrency.group).toMatch(/^publish-/)
  })

  test('gives each job only the permissions that it needs', () => {
    const permissionsByJob = Object.entries(release.jobs).map(([name, { permissions }]) => [name, permissions])
    expect(Object.fromEntries(permissionsByJob)).toEqual({
      notes: undefined,
      check: undefined,
      image: { contents: 'read', packages: 'write', 'id-token': 'write' },
      release: { contents: 'write' },
    })
  })

  test('builds for amd64 and arm64 with an SBOM, and signs the pushed image', () => {
    const steps = release.jobs.image?.steps ?? []
    const build = steps.find(({ uses }) => uses?.startsWith('docker/build-push-action@'))
    expect(build?.with).toMatchObject({
      platforms: 'linux/amd64,linux/arm64',
      push: true,
      provenance: 'mode=max',
      sbom: true,
    })
    const ids = steps.map(({ id }) => id)
    const used = [...read('.github/workflows/release.yml').matchAll(/steps\.(\w+)\.outputs/g)].map(([, id]) => id)
    expect(used.filter((id) => !ids.includes(id))).toEqual([])
    const order = steps.map(({ uses, run }) => uses?.split('@')[0] ?? run?.split(' ')[0])
    expect(order.indexOf('cosign')).toBeGreaterThan(order.indexOf('docker/build-push-action'))
  })

  test('labels the image as the Dockerfile does', () => {
    const labels = [...read('Dockerfile').matchAll(/(org\.opencontainers\.image\.\w+)="(.*)"/g)]
    expect(labels.map(([, label]) => label?.split('.').at(-1))).toEqual(['title', 'description', 'licenses'])
    const metadata = release.jobs.image?.steps.find(({ id }) => id === 'metadata')?.with
    for (const [, label, value] of labels) {
      expect(metadata?.labels).toContain(`${label}=${value}\n`)
      expect(metadata?.annotations).toContain(`${label}=${value}\n`)
    }
    expect(metadata?.labels).toContain(`image.licenses=${license}\n`)
  })
})
