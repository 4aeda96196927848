import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const REGISTRY = 'https://registry.npmjs.org/'

/** A package without `resolved` comes from the registry. */
interface Entry {
  version?: string
  resolved?: string
  integrity?: string
  link?: boolean
}

test('every package in the lock file comes from the registry and has a checksum', () => {
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
  const entries = Object.entries(lock.packages as Record<string, Entry>).filter(([path, { link }]) => path && !link)
  expect(entries.length).toBeGreaterThan(100)
  const unchecked = entries.filter(
    ([, { resolved, integrity }]) =>
      !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') || !(resolved ?? REGISTRY).startsWith(REGISTRY),
  )
  expect(unchecked.map(([path, { version }]) => `${path}@${version}`)).toEqual([])
})
