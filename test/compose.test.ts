import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { ROLES, variables } from '../src/environment.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const BASE = 'docker-compose.yml'
const SPLIT = 'deploy/compose.split.yml'

const service = z.looseObject({
  image: z.string().optional(),
  build: z.string().optional(),
  profiles: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  ports: z.union([z.array(z.string()), z.literal('reset')]).optional(),
  depends_on: z.unknown().optional(),
})
const composeFile = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()).optional(),
})

/** `!reset` removes the value of the first file. */
const reset = { tag: '!reset', collection: 'seq' as const, resolve: () => 'reset' }
const load = (path: string) => composeFile.parse(parse(read(path), { merge: true, customTags: [reset] }))

const base = load(BASE)
const split = load(SPLIT)

const isOurs = ({ build }: z.infer<typeof service>) => build !== undefined
const portsOf = ({ ports }: z.infer<typeof service>) => (Array.isArray(ports) ? ports : [])
const allServices = [...Object.entries(base.services), ...Object.entries(split.services)]
const ourServices = allServices.filter(([, service]) => isOurs(service))

const { bot, caddy } = base.services
if (!bot || !caddy) throw new Error(`${BASE} has no service bot or caddy`)

describe('docker-compose.yml', () => {
  test('starts the program with all roles and Redis, and everything else only with a profile', () => {
    const defaultServices = Object.entries(base.services).filter(([, service]) => service.profiles === undefined)
    expect(defaultServices.map(([name]) => name).sort()).toEqual(['bot', 'redis'])
    expect(bot.environment).not.toHaveProperty('RUN')
  })

  test('pins the version of every image, and has one image for all our services', () => {
    for (const [name, { image }] of allServices.filter(([, service]) => !isOurs(service) && service.image)) {
      expect(image, name).toMatch(/:v?\d+\.\d+\.\d+$/)
    }
    expect(ourServices.length).toBeGreaterThan(3)
    expect(new Set(ourServices.map(([, { image }]) => image))).toEqual(new Set([bot.image]))
    expect(bot.image).toMatch(/:-domestique}$/)
  })

  test('only mounts files and volumes that exist', () => {
    const mounts = allServices.flatMap(([, service]) => service.volumes ?? [])
    const sources = mounts.map((mount) => mount.split(':')[0] ?? '')
    const missing = sources.filter(
      (source) => !(source.startsWith('./') ? existsSync(join(ROOT, source)) : source in (base.volumes ?? {})),
    )
    expect(missing).toEqual([])
  })

  test('publishes ports only on this machine, except those of Caddy', () => {
    const ports = allServices.filter(([name]) => name !== 'caddy').flatMap(([, service]) => portsOf(service))
    expect(ports.length).toBeGreaterThan(2)
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
    expect(portsOf(caddy)).toEqual(['80:80', '443:443', '443:443/udp'])
  })

  test.each(ourServices)('lets %s write only to /tmp and its volume, and gain no privileges', (_, service) => {
    expect(service).toMatchObject({ read_only: true, tmpfs: ['/tmp'], security_opt: ['no-new-privileges:true'] })
    // Setup runs as root, because it writes into a folder of the user who starts it.
    if (service.user !== 'root') expect(service.cap_drop).toEqual(['ALL'])
  })

  test('gives each process a named volume: an anonymous one would outlive its container', () => {
    const processes = ourServices.filter(([name]) => name !== 'setup')
    expect(processes.map(([name, { volumes }]) => [name, volumes])).toEqual(
      ['bot', 'worker', 'web'].map((name) => [name, ['data:/data']]),
    )
  })

  test('lets no other service gain privileges, and Caddy, Prometheus and Grafana write only to their volumes', () => {
    const others = Object.entries(base.services).filter(([, service]) => !isOurs(service))
    expect(others.map(([name]) => name)).toEqual(['redis', 'caddy', 'prometheus', 'grafana'])
    for (const [name, service] of others) {
      expect(service.security_opt, name).toEqual(['no-new-privileges:true'])
      // Redis' image starts as root, to change the owner of its volume.
      if (name !== 'redis') expect(service, name).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
    }
  })

  test('only uses and sets variables that exist', () => {
    const known = [...Object.keys(variables.shape), 'DOMESTIQUE_IMAGE']
    const used = [BASE, SPLIT].flatMap((path) => [...read(path).matchAll(/\$\{(\w+)/g)].map(([, name]) => name))
    const environmentNames = ourServices.flatMap(([, service]) => Object.keys(service.environment ?? {}))
    expect([...used, ...environmentNames].filter((name) => !known.includes(name ?? ''))).toEqual([])
  })
})

describe('deploy/compose.split.yml', () => {
  test('runs each role in its own process, and no process with all of them', () => {
    const processes = Object.entries(split.services).filter(([name]) => name !== 'caddy')
    expect(processes.map(([name, service]) => [name, service.environment?.RUN])).toEqual(
      ROLES.map((role) => [role, role]),
    )
  })

  test('configures them like the bot in docker-compose.yml, except for the role and the ports', () => {
    for (const name of ['worker', 'web']) {
      const { environment: { RUN: _run, ...environment } = {}, ports: _ports, ...rest } = split.services[name] ?? {}
      const { ports: _botPorts, ...expected } = bot
      expect({ ...rest, environment }).toEqual(expected)
    }
  })

  test('only publishes the port of the web role, so any number of workers can start', () => {
    expect(split.services.web?.ports).toEqual(bot.ports)
    expect(split.services.bot?.ports).toBe('reset')
    expect(split.services.worker).not.toHaveProperty('ports')
    expect(split.services.worker).not.toHaveProperty('container_name')
  })
})

test('Caddy gets every variable of its Caddyfile, and proxies to the process with the web role', () => {
  const used = [...read('deploy/Caddyfile').matchAll(/\{\$(\w+):/g)].map(([, name]) => name)
  expect(used.sort()).toEqual(Object.keys(caddy.environment ?? {}).sort())
  const port = bot.environment?.PORT
  expect(caddy.environment?.UPSTREAM).toBe(`bot:${port}`)
  expect(split.services.caddy?.environment?.UPSTREAM).toBe(`web:${port}`)
  expect(caddy.volumes).toContain('./deploy/Caddyfile:/etc/caddy/Caddyfile:ro')
})

test('docs/setup.md shows the Caddyfile with its default values', () => {
  const [, shown = ''] = /With Caddy, as in .*?```\n(.*?)```/s.exec(read('docs/setup.md')) ?? []
  const file = read('deploy/Caddyfile')
    .replaceAll(/\{\$\w+:([^}]*)\}/g, '$1')
    .replaceAll(/^\s*#.*\n/gm, '')
  expect(shown).toBe(file)
})

test('the Compose services, profiles and files named in documents and workflows exist', () => {
  const documents = [
    'README.md',
    ...readdirSync(join(ROOT, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
    ...readdirSync(join(ROOT, '.github/workflows')).map((name) => `.github/workflows/${name}`),
    SPLIT,
  ]
  const commands = documents.flatMap((path) => [...read(path).matchAll(/\bdocker compose ([^`\n|<>]*)/g)])
  expect(commands.length).toBeGreaterThan(15)
  const names = new Set(allServices.map(([name]) => name))
  const profiles = new Set(allServices.flatMap(([, service]) => service.profiles ?? []))
  for (const [command, options = ''] of commands) {
    for (const [, name = ''] of options.matchAll(/--profile (\S+)/g)) expect(profiles, command).toContain(name)
    for (const [, name = ''] of options.matchAll(/--scale (\w+)=/g)) expect(names, command).toContain(name)
    for (const [, path = ''] of options.matchAll(/--file (\S+)/g))
      expect(existsSync(join(ROOT, path)), command).toBe(true)
    const [, name] =
      /\b(?:exec|run|logs|build|restart|stop) (?:-T |--entrypoint \w+ |--[\w-]+ )*(\w+)/.exec(options) ?? []
    if (name !== undefined) expect(names, command).toContain(name)
  }
})
