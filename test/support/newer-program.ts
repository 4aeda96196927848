import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

/** A copy of the built program as its next version: each text is replaced, and must occur exactly once. */
export function createNewerProgram(changes: readonly (readonly [old: string, changed: string])[]) {
  const folder = mkdtempSync(join(tmpdir(), 'domestique-newer-'))
  const dist = join(folder, 'dist')
  cpSync(join(ROOT, 'dist'), dist, { recursive: true })
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  // esbuild decides which file a text ends up in.
  const files = readdirSync(dist)
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(dist, name))
  for (const [old, changed] of changes) {
    const occurrences = files.flatMap((path) => {
      const parts = readFileSync(path, 'utf8').split(old)
      return parts.slice(1).map(() => ({ path, code: parts.join(changed) }))
    })
    const [occurrence] = occurrences
    if (!occurrence || occurrences.length > 1)
      throw new Error(`The build contains ${old} ${occurrences.length} times, not once`)
    writeFileSync(occurrence.path, occurrence.code)
  }
  return { main: join(dist, 'main.js'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}
