import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { activityFixtures } from '../sandbox/strava/index.ts'
import { ROLES } from '../src/environment.ts'
import { useTestEnv } from './support/use-test-env.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

const rule = z.object({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  annotations: z.object({ summary: z.string() }),
})
const { groups } = z
  .object({ groups: z.array(z.object({ name: z.string(), rules: z.array(rule) })) })
  .parse(parse(read('deploy/prometheus/alerts.yml')))
const rules = groups.flatMap((group) => group.rules)

const prometheus = z
  .object({
    rule_files: z.array(z.string()),
    scrape_configs: z.array(
      z.object({
        job_name: z.string(),
        static_configs: z.array(z.object({ targets: z.array(z.string()) })),
        dns_sd_configs: z.array(z.object({ names: z.array(z.string()), port: z.number() })),
      }),
    ),
  })
  .parse(parse(read('deploy/prometheus/prometheus.yml')))

const { panels } = z
  .object({ panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })) })
  .parse(JSON.parse(read('deploy/grafana/domestique.json')))

const queries: [name: string, expr: string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }): [string, string] => [title, expr])),
]

/** The metrics in a query and the labels it uses, except `up`, which is Prometheus' own. */
function usedIn(expr: string) {
  const grouping = [...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/, */))
  return [...expr.matchAll(/\b((?:domestique|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', matchers = '']) => ({
      name,
      grouping: grouping.filter(Boolean),
      matchers: [...matchers.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].map(
        ([, label = '', operator = '', value = '']) => ({
          label,
          operator,
          value,
        }),
      ),
    }),
  )
}

describe('the alerts and the dashboard', () => {
  const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

  /** Each reported series: its name and labels. */
  const series: { name: string; labels: Record<string, string> }[] = []

  beforeAll(async () => {
    await testEnv.addFeedByCommand()
    const { who: person, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity(activityFixtures.paceThatRoundsUp)
    await testEnv.waitUntilIdle()
    await testEnv.runCommand(person, '/strava recent')
    const text = await (await fetch(`http://127.0.0.1:${testEnv.port}/metrics`)).text()
    for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value])
      series.push({ name, labels: Object.fromEntries(pairs) })
    }
  })

  test.each(queries)('%s only uses metrics and labels that the program reports: %s', (_, expr) => {
    const used = usedIn(expr)
    expect(used.length > 0 || /\bup\{/.test(expr)).toBe(true)
    for (const { name, grouping, matchers } of used) {
      const reported = series.filter((entry) => entry.name === name)
      expect(reported, name).not.toEqual([])
      const labels = new Set(reported.flatMap((entry) => Object.keys(entry.labels)))
      const missing = [...grouping, ...matchers.map(({ label }) => label)].filter((label) => !labels.has(label))
      expect(missing, name).toEqual([])
      for (const { label, value } of matchers.filter(({ operator }) => operator === '=')) {
        expect(reported.map((entry) => entry.labels[label])).toContain(value)
      }
    }
    // The rest is functions, numbers and keywords of PromQL.
    const rest = expr
      .replaceAll(/"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\b(?:by|on) \([^)]*\)/g, ' ')
      .replaceAll(/\b(?:domestique|nodejs|process)_\w+/g, ' ')
    const words = [...rest.matchAll(/[a-z_]\w*/gi)].map(([word]) => word)
    const known = [
      'absent',
      'and',
      'or',
      'by',
      'delta',
      'histogram_quantile',
      'increase',
      'max',
      'on',
      'rate',
      'sum',
      'up',
    ]
    expect(words.filter((word) => !known.includes(word))).toEqual([])
  })
})

test('docs/operations.md says what each alert means and what to do', () => {
  const [, section = ''] = read('docs/operations.md').split('\n## Watching\n')
  const described = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)` +\| \S.*\S +\| \S.*\S +\|$/gm)]
  expect(described.map(([, name]) => name)).toEqual(rules.map(({ alert }) => alert))
})

test('Prometheus loads the alerts, and scrapes each process under the job name they use', () => {
  for (const file of prometheus.rule_files) expect(existsSync(join(ROOT, 'deploy/prometheus', file)), file).toBe(true)
  const jobs = new Set(rules.flatMap(({ expr }) => [...expr.matchAll(/\bjob="(\w+)"/g)].map(([, job]) => job)))
  expect(new Set(prometheus.scrape_configs.map(({ job_name }) => job_name))).toEqual(jobs)
  const targets = prometheus.scrape_configs.flatMap(({ static_configs, dns_sd_configs }) => [
    ...static_configs.flatMap((config) => config.targets),
    ...dns_sd_configs.flatMap(({ names, port }) => names.map((name) => `${name}:${port}`)),
  ])
  expect(new Set(targets)).toEqual(new Set(ROLES.map((role) => `${role}:3000`)))
})

test('the systemd unit starts the built program, and gives up only after repeated failures', () => {
  const settings = new Map(
    [...read('deploy/domestique.service').matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  )
  const { main } = z
    .object({ bin: z.object({ domestique: z.string() }) })
    .transform(({ bin }) => ({ main: bin.domestique }))
    .parse(JSON.parse(read('package.json')))
  expect(settings.get('ExecStart')).toBe(`/usr/bin/node ${main}`)
  expect(settings.get('Restart')).toBe('on-failure')
  // Five starts with a wrong setting take seconds. With a Redis that isn't up yet, each takes half a minute.
  expect(Number(settings.get('StartLimitIntervalSec'))).toBeLessThan(5 * 30)
  expect(settings.get('StartLimitBurst')).toBe('5')
  expect(settings.get('ReadWritePaths')).toBe(`${settings.get('WorkingDirectory')}/data`)
  // Node doesn't start with this setting.
  expect(settings.has('MemoryDenyWriteExecute')).toBe(false)
})
